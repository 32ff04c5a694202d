/**
 * Names of the streams of one log on a shared server. The prefix of one log must not begin with the prefix of another
 * log. No prefix may begin like the name of a declaration's stream.
 */
export class KurrentNames {
  /** Name of the declaration's stream. It lacks the prefix, so readers do not take its events for records. */
  readonly log: string;
  /** Filter for readers of the whole log: its streams, their metadata (which can hide or delete streams), and `log`. */
  readonly filter: readonly string[];

  constructor(readonly prefix: string) {
    this.log = `log_of_${prefix}`;
    if (prefix === '' || prefix.startsWith('$') || this.log.startsWith(prefix))
      throw new TypeError(
        `"${prefix}" is not a usable KURRENTDB_PREFIX: choose one that is not empty, does not begin with $ and is not the beginning of log_of_`,
      );
    this.filter = [prefix, METADATA + prefix, this.log];
  }

  /** The name of a stream of this log on the server. */
  of(stream: string): string {
    return this.prefix + stream;
  }

  metadataOf(stream: string): string {
    return METADATA + this.prefix + stream;
  }

  /**
   * The stream that a metadata stream describes; undefined if the name is not that of a metadata stream of this log.
   */
  described(name: string): string | undefined {
    const start = METADATA + this.prefix;
    return name.startsWith(start) ? name.slice(start.length) : undefined;
  }

  isOurs(name: string): boolean {
    return name.startsWith(this.prefix);
  }
}

const METADATA = '$$';
