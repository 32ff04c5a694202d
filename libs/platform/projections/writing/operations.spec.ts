import { describe, it } from '@jest/globals';
import { streamId, type Uuid } from '#kernel/ids';
import { scenario } from '#kernel/testing';
import { projectionOperations } from './operations.js';

const stream = streamId('lamp', '00000000-0000-4000-8000-000000000007' as Uuid);
const at = { projection: 'notes', stream, reason: 'looked at with the committee' };
const parked = (revision: number | null) => scenario(projectionOperations, { facts: { parkedRevision: revision } });

describe('what is decided about a stream that a read model could not follow', () => {
  it('is recorded with its reason: retry, or skip of one event', () => {
    parked(3)
      .given()
      .when({ type: 'RetryParkedStream', data: at })
      .thenRecorded({ type: 'ParkedStreamRetried', data: at });
    parked(3)
      .given()
      .when({ type: 'SkipParkedEvent', data: { ...at, revision: 3 } })
      .thenRecorded({ type: 'ParkedEventSkipped', data: { ...at, revision: 3 } });
  });

  it('is refused where the stream is not parked, or at another event', () => {
    parked(null).given().when({ type: 'RetryParkedStream', data: at }).thenRefused('NotParked', { stream });
    parked(3)
      .given()
      .when({ type: 'SkipParkedEvent', data: { ...at, revision: 2 } })
      .thenRefused('NotParked', { projection: 'notes' });
  });
});
