/**
 * Returns `next` if it is a path on this server, else the first page, so that a link cannot redirect to another site
 * after sign-in. Paths that browsers treat as another host (`//host`, `/\\host`, control characters that they drop) are
 * rejected.
 */
export function ownAddress(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next)) return '/';
  return next;
}
