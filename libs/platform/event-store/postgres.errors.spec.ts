import { describe, expect, it } from '@jest/globals';
import { DatabaseError } from 'pg';
import { sentenceOn, verdictOn } from './postgres.errors.js';

const told = (code: string, severity = 'ERROR') =>
  Object.assign(new DatabaseError('secret words', 1, 'error'), { code, severity });

describe('the verdict on an error of a writing call', () => {
  it.each([
    ['53100', 'unavailable'],
    ['55P03', 'unavailable'],
    ['57014', 'unavailable'],
    ['40001', 'unavailable'],
    ['25006', 'unavailable'],
    ['23514', 'refused'],
    ['42501', 'refused'],
    ['40003', 'unknown'],
    ['57P01', 'unknown'],
    ['58030', 'unknown'],
    ['XX001', 'unknown'],
    ['08006', 'unknown'],
  ])('after %s is %s', (code, verdict) => {
    expect(verdictOn(told(code))).toBe(verdict);
  });

  it('is unknown, whatever the code, when the server went down or did not speak the protocol', () => {
    for (const severity of ['FATAL', 'PANIC', 'FEHLER']) expect(verdictOn(told('53100', severity))).toBe('unknown');
  });

  it("is unknown for any error that is not the server's", () => {
    for (const error of [new Error('Connection terminated unexpectedly'), undefined, { code: '53100' }])
      expect(verdictOn(error)).toBe('unknown');
  });

  it('never repeats the words of the server, which may hold what was sent', () => {
    expect(sentenceOn(told('53100'))).toBe('the disk of the store is full');
    expect(sentenceOn(told('42501'))).toBe('the store does not serve (42501)');
    expect(sentenceOn(new Error('secret words'))).toBe('the store does not serve');
  });
});
