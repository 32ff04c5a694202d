/**
 * The streams of one log on a server that others use too. Prefixes of two logs must not begin one with the other, and
 * none may begin like the name of the stream that says whose log it is.
 */
export class KurrentNames {
  /** Of the stream that says whose log this is: outside the prefix, so that no reader of the log takes it for a record. */
  readonly log: string;
  /** What readers of the whole log are shown: our streams, their metadata, which can hide or delete them, and `log`. */
  readonly filter: readonly string[];

  constructor(readonly prefix: string) {
    this.log = `log_of_${prefix}`;
    if (prefix === '' || prefix.startsWith('$') || this.log.startsWith(prefix))
      throw new TypeError(`"${prefix}" cannot begin the names of our streams`);
    this.filter = [prefix, METADATA + prefix, this.log];
  }

  /** The name of a stream of ours on the server. */
  of(stream: string): string {
    return this.prefix + stream;
  }

  metadataOf(stream: string): string {
    return METADATA + this.prefix + stream;
  }

  /** The stream whose metadata this stream holds; undefined where it is no stream of metadata. */
  described(name: string): string | undefined {
    const start = METADATA + this.prefix;
    return name.startsWith(start) ? name.slice(start.length) : undefined;
  }

  isOurs(name: string): boolean {
    return name.startsWith(this.prefix);
  }
}

const METADATA = '$$';
