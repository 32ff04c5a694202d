import { createServer } from 'node:net';
import { expect, it } from '@jest/globals';
import {
  REFUSED_EXIT_CODE,
  StartRefused,
  StartStopped,
  explainStartFailure,
  refusalOfFile,
  refusalOfListening,
} from './start-refused.js';

const listen = (port: number) =>
  new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      resolve(server);
    });
  });

it('says that a port is in use, and which', async () => {
  const first = await listen(0);
  const address = first.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const refused = refusalOfListening(await listen(port).catch((error: unknown) => error), '127.0.0.1', port);
  expect(refused).toMatchObject({
    code: 'port-in-use',
    sentence: { vi: expect.stringContaining(String(port)), en: expect.stringContaining(String(port)) },
  });
  await new Promise((resolve) => first.close(resolve));
});

it('prints a refusal as its two sentences, and a fault with its stack', () => {
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  expect(explainStartFailure(new StartRefused('x', { vi: 'vì thế', en: 'because' }), write)).toBe(REFUSED_EXIT_CODE);
  expect(lines).toEqual(['vì thế', 'because']);
  expect(explainStartFailure(new Error('fault'), write)).toBe(1);
  expect(lines[2]).toMatch(/Error: fault\n\s+at /);
});

it('prints no stack where somebody stopped the start', () => {
  const lines: string[] = [];
  expect(explainStartFailure(new StartStopped(), (line) => lines.push(line))).toBe(130);
  expect(lines).toEqual(['Đã dừng trước khi khởi động xong.', 'Stopped before the start was complete.']);
});

it.each([
  ['ENOSPC', 'disk-full'],
  ['EACCES', 'folder-not-writable'],
  ['EROFS', 'folder-not-writable'],
])('has a sentence for %s', (code, refused) => {
  expect(refusalOfFile(Object.assign(new Error(code), { code }), '/data')).toMatchObject({ code: refused });
});

it('leaves an error alone that it has no sentence for', () => {
  const error = new Error('something else');
  expect(refusalOfFile(error, '/data')).toBe(error);
  expect(refusalOfListening(error, '127.0.0.1', 1)).toBe(error);
});
