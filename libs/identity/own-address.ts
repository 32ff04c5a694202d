/**
 * An address of this very server, or its first page: a link must not send anybody who signs in elsewhere. What a browser
 * would take for another host (`//host`, `/\\host`, control characters that it leaves out) is none.
 */
export function ownAddress(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next)) return '/';
  return next;
}
