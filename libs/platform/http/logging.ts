import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';

export const LOGGER = Symbol('logger');

/** A logger of JSON lines. A line holds no body, query string or header, because these contain user data. */
export const createLogger = (level: string, destination?: DestinationStream): Logger =>
  destination ? pino({ level, base: null }, destination) : pino({ level, base: null });

/** Writes the messages of Nest itself in the same format. */
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
