import { isNativeError } from 'node:util/types';

/** The same message in Vietnamese and in English, shown in this order. */
export interface Sentence {
  readonly vi: string;
  readonly en: string;
}

/**
 * The program does not start, for a reason that an operator can remove. It prints a message in both languages and no
 * stack. `code` is stable, for scripts and tests.
 */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';

  constructor(
    readonly code: string,
    readonly sentence: Sentence,
    options?: ErrorOptions,
  ) {
    super(sentence.en, options);
  }
}

/** The program was stopped during its start: neither a refusal nor a fault. */
export class StartStopped extends Error {
  override readonly name = 'StartStopped';
}

/** The exit code of a refused start (EX_CONFIG in sysexits.h). The exit code 1 means a defect of the program. */
export const REFUSED_EXIT_CODE = 78;
/** The exit code of a stopped start: that of a shell command which Ctrl-C has ended. */
export const STOPPED_EXIT_CODE = 130;

/**
 * Prints why the program does not start and returns the exit code. An error that is not a refusal is printed with its
 * stack.
 */
export function explainStartFailure(error: unknown, write: (line: string) => void): number {
  if (error instanceof StartRefused) {
    write(error.sentence.vi);
    write(error.sentence.en);
    return REFUSED_EXIT_CODE;
  }
  if (error instanceof StartStopped) {
    write('Đã dừng trước khi khởi động xong.');
    write('Stopped before the start was complete.');
    return STOPPED_EXIT_CODE;
  }
  write(isNativeError(error) ? (error.stack ?? error.message) : String(error));
  return 1;
}

/**
 * The `code` of an operating system error (ENOSPC, EACCES …); undefined for anything else. Does not use `instanceof`:
 * under Jest such an error comes from another realm.
 */
export function systemCode(error: unknown): string | undefined {
  return isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Converts a file system error into a refusal. Errors for which there is no message here are returned unchanged. */
export function refusalOfFile(error: unknown, path: string): unknown {
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(path, error);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
      return unwritable(path, error);
    default:
      return error;
  }
}

export const diskFull = (path: string, cause?: unknown) =>
  new StartRefused(
    'disk-full',
    {
      vi: `Ổ đĩa chứa ${path} đã đầy; hãy giải phóng dung lượng rồi chạy lại. Dữ liệu đã ghi vẫn còn nguyên.`,
      en: `The disk that holds ${path} is full; free some space, then start again. The recorded data is intact.`,
    },
    { cause },
  );

export const unwritable = (path: string, cause?: unknown) =>
  new StartRefused(
    'folder-not-writable',
    {
      vi: `Không ghi được vào ${path}; hãy cấp quyền ghi cho chương trình, hoặc đặt DATA_DIR ở nơi khác.`,
      en: `${path} cannot be written; give this program the permission to write there, or set DATA_DIR to another place.`,
    },
    { cause },
  );

/**
 * Converts an error of listening (port in use or not available) into a refusal. Other errors are returned unchanged.
 */
export function refusalOfListening(error: unknown, host: string, port: number): unknown {
  switch (systemCode(error)) {
    case 'EADDRINUSE':
      return new StartRefused(
        'port-in-use',
        {
          vi: `Cổng ${port} của ${host} đang được chương trình khác dùng; hãy dừng chương trình đó hoặc đặt PORT khác.`,
          en: `Port ${port} of ${host} is in use by another program; stop that program or set another PORT.`,
        },
        { cause: error },
      );
    case 'EACCES':
    case 'EADDRNOTAVAIL':
      return new StartRefused(
        'port-not-available',
        {
          vi: `Không mở được cổng ${port} của ${host}; hãy đặt PORT hoặc HOST khác.`,
          en: `Port ${port} of ${host} cannot be opened; set another PORT or HOST.`,
        },
        { cause: error },
      );
    default:
      return error;
  }
}
