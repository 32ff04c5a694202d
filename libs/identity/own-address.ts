/**
 * Returns `next` if it is a path on this server, else the path of the first page. So a link cannot redirect to another
 * site after sign-in. Rejects paths that browsers read as another host: `//host`, `/\\host`, and paths with control
 * characters, which browsers drop.
 */
export function ownAddress(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next)) return '/';
  return next;
}
