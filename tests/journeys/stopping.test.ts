import { expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { testApi } from '../support/servers/api.js';

it('an idle connection does not delay the end of the program', async () => {
  const product = await testApi();
  const silent = connect(Number(new URL(product.api.address).port), '127.0.0.1');
  await once(silent, 'connect');
  await sleep(100); // the server has accepted the connection
  const over = new AbortController();
  const patience = sleep(20_000, 'still open', { signal: over.signal }).catch(() => 'stopped');
  const closing = product.close().then(() => 'stopped');
  expect(await Promise.race([closing, patience])).toBe('stopped');
  over.abort();
  silent.destroy();
  await closing;
});
