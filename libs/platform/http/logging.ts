import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';

export const LOGGER = Symbol('logger');

/** JSON lines without bodies, query strings and headers, which hold user data. */
export const createLogger = (level: string, destination?: DestinationStream): Logger =>
  destination ? pino({ level, base: null }, destination) : pino({ level, base: null });

/** Nest's own messages, in the same format. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }

  #write(level: 'debug' | 'warn' | 'error', message: unknown, rest: unknown[]): void {
    const context = rest.at(-1);
    const fields = typeof context === 'string' ? { context } : {};
    if (message instanceof Error) this.logger[level]({ ...fields, name: message.name, stack: message.stack }, 'nest');
    else this.logger[level](fields, typeof message === 'string' ? message : 'nest');
  }
}
