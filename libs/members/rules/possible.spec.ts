import { describe, expect, it } from '@jest/globals';
import {
  annul,
  type AnyGiven,
  CELL,
  changed,
  correct,
  died,
  ended,
  entered,
  given,
  held,
  id,
  left,
  linked,
  moved,
  ordered,
  OTHER_CELL,
  SELF,
  stated,
  unlinked,
} from '../testing.js';

const after = (...past: AnyGiven[]) => given(entered(), ...past);

describe('the entry of a person', () => {
  it('gets the number that the intake found', () => given().when(ordered(entered())).thenRecorded(entered()));
  it('is refused for an id that is in the register', () =>
    given(entered()).when(ordered(entered())).thenRefused('MemberEnteredAlready'));
  it('can be made anew after its annulment, since other records name the id', () =>
    given(entered(), { type: 'MemberEnteredAnnulled', data: { corrects: 0, reason: 'x' } })
      .when(ordered(entered()))
      .thenRecorded(entered()));
  it('comes before everything else', () => {
    for (const one of [held(1, null), moved('2026-01-01'), left('2026-01-01'), linked(id(5)), stated('2026-01-01')])
      given().when(ordered(one)).thenRefused('MemberNotEntered');
  });
  it('is not annulled while other entries stand', () => {
    after(held(1, null)).when(annul(0)).thenRefused('EntriesStand', { entry: 1 });
    after()
      .when(annul(0))
      .thenState((state) => {
        expect(state).toEqual([]);
      });
  });
  it('keeps its number when it is corrected', () =>
    after()
      .when(correct(0, { field: 'number', from: 412, to: 413 }))
      .thenRefused('IdFixed', { field: 'number' }));
  it('names no day of joining after the day of recording', () =>
    given()
      .when(ordered(entered({ memberSince: '2026-11-01' as never })))
      .thenRefused('DayAhead', { field: 'memberSince' }));
});

describe('a post', () => {
  it('is held once at a time in one organization', () => {
    after(held(1, '2025-01-01'))
      .when(ordered(held(2, '2026-01-01')))
      .thenRefused('PostHeldTwice', { entry: 1 });
    after(held(1, '2025-01-01', '2025-12-31'))
      .when(ordered(held(2, '2025-12-31')))
      .thenRefused('PostHeldTwice');
    after(held(1, '2025-01-01', '2025-12-31'))
      .when(ordered(held(2, '2026-01-01')))
      .thenState(ignore);
    after(held(1, '2025-01-01'), ended(1, '2025-06-30'))
      .when(ordered(held(2, '2025-07-01')))
      .thenState(ignore);
  });
  it('is held before every day if its first day is not known', () =>
    after(held(1, '2025-01-01', '2025-12-31'))
      .when(ordered(held(2, null, '2025-01-01')))
      .thenRefused('PostHeldTwice'));
  it('may be held in two organizations, beside another post, and twice if it is one of the other posts', () => {
    after(held(1, null))
      .when(ordered(held(2, null, null, 'SECRETARY', OTHER_CELL)))
      .thenState(ignore);
    after(held(1, null))
      .when(ordered(held(2, null, null, 'INSPECTION_CHAIR')))
      .thenState(ignore);
    after(held(1, null, null, 'OTHER'))
      .when(ordered(held(2, null, null, 'OTHER')))
      .thenState(ignore);
  });
  it('of secretary excludes that of deputy secretary of the same organization at one time', () => {
    after(held(1, '2025-01-01'))
      .when(ordered(held(2, '2026-01-01', null, 'DEPUTY_SECRETARY')))
      .thenRefused('PostsExclude', { entry: 1 });
    after(held(1, '2025-01-01', '2025-12-31'))
      .when(ordered(held(2, '2026-01-01', null, 'DEPUTY_SECRETARY')))
      .thenState(ignore);
    after(held(1, '2025-01-01'))
      .when(ordered(held(2, '2026-01-01', null, 'DEPUTY_SECRETARY', OTHER_CELL)))
      .thenState(ignore);
  });
  it('ends on no day before its first', () => {
    after()
      .when(ordered(held(1, '2026-01-02', '2026-01-01')))
      .thenRefused('PostEndsBeforeStart');
    after(held(1, '2026-01-02'))
      .when(ordered(ended(1, '2026-01-01')))
      .thenRefused('PostEndsBeforeStart');
    after(held(1, '2026-01-02'))
      .when(ordered(ended(1, '2026-01-02')))
      .thenState(ignore);
  });
  it('ends once, and only if the record holds it', () => {
    after(held(1, null), ended(1, '2026-01-01'))
      .when(ordered(ended(1, '2026-01-02')))
      .thenRefused('PostEndedAlready', { entry: 2 });
    after(held(1, null))
      .when(ordered(ended(2, '2026-01-01')))
      .thenRefused('NoSuchPost');
    after(held(1, null), ended(1, '2026-01-01')).when(annul(1)).thenRefused('NoSuchPost');
  });
  it('may end on a day to come, within ten years, and begins on none', () => {
    after()
      .when(ordered(held(1, '2026-01-01', '2030-12-31')))
      .thenState(ignore);
    after()
      .when(ordered(held(1, null, '2036-11-01')))
      .thenRefused('DayTooFarAhead', { field: 'to' });
    after(held(1, null))
      .when(ordered(ended(1, '2026-12-31')))
      .thenState(ignore);
    after()
      .when(ordered(held(1, '2026-11-01')))
      .thenRefused('DayAhead', { field: 'from' });
  });
  it('keeps its id when it is corrected, and may become another post', () => {
    after(held(1, null))
      .when(correct(1, { field: 'postId', from: id(1), to: id(2) }))
      .thenRefused('IdFixed');
    after(held(1, null))
      .when(correct(1, { field: 'post', from: 'SECRETARY', to: 'OTHER' }))
      .thenState(ignore);
    after(held(1, null), held(2, null, null, 'OTHER'))
      .when(correct(2, { field: 'post', from: 'OTHER', to: 'DEPUTY_SECRETARY' }))
      .thenRefused('PostsExclude');
  });
});

describe('a person who left', () => {
  it('gets no post, status or further leaving after the last day', () => {
    for (const one of [held(1, '2026-01-02'), changed('2026-01-02'), left('2026-01-02')])
      after(left('2026-01-01')).when(ordered(one)).thenRefused('LeftBefore', { leftOn: '2026-01-01' });
    after(left('2026-01-01'))
      .when(ordered(held(1, '2026-01-01')))
      .thenState(ignore);
  });
  it('did not leave twice on one day', () =>
    after(left('2026-01-01'))
      .when(ordered(left('2026-01-01')))
      .thenRefused('LeftBefore'));
  it('may be taken in again by an organization of the register, and gets posts from then on', () => {
    after(left('2026-01-01'))
      .when(ordered(moved('2026-02-01')))
      .thenState(ignore);
    after(left('2026-01-01'))
      .when(ordered(moved('2026-02-01', null)))
      .thenRefused('TakenInNowhere');
    after(left('2026-01-01'), moved('2026-02-01'))
      .when(ordered(held(1, '2026-01-31')))
      .thenRefused('LeftBefore');
    after(left('2026-01-01'), moved('2026-02-01'))
      .when(ordered(held(1, '2026-02-01')))
      .thenState(ignore);
    after(left('2026-01-01'), moved('2026-02-01'))
      .when(ordered(left('2026-03-01')))
      .thenState(ignore);
  });
  it('holds no post from before any more once taken in again', () =>
    after(held(1, '2025-01-01'), left('2026-01-01'), moved('2026-02-01'))
      .when(ordered(held(2, '2026-02-01')))
      .thenState(ignore));
  it('is not taken in again by an annulled move while later entries need it', () =>
    after(left('2026-01-01'), moved('2026-02-01'), held(1, '2026-03-01')).when(annul(2)).thenRefused('LeftBefore'));
  it('may have died later', () =>
    after(left('2026-01-01'))
      .when(ordered(died('2026-02-01')))
      .thenState(ignore));
});

describe('a person who died', () => {
  it('gets no post, move, status or leaving after that day', () => {
    for (const one of [held(1, '2026-01-02'), moved('2026-01-02'), changed('2026-01-02'), left('2026-01-02')])
      after(died('2026-01-01')).when(ordered(one)).thenRefused('DiedBefore', { diedOn: '2026-01-01' });
    after(died('2026-01-01'))
      .when(ordered(moved('2026-01-01')))
      .thenState(ignore);
  });
  it('died once', () =>
    after(died('2026-01-01'))
      .when(ordered(died('2026-01-02')))
      .thenRefused('DiedAlready', { entry: 1 }));
  it('did not die before an act already recorded', () => {
    after(moved('2026-02-01'))
      .when(ordered(died('2026-01-31')))
      .thenRefused('DiedBefore');
    after(held(1, '2026-02-01'))
      .when(ordered(died('2026-01-31')))
      .thenRefused('DiedBefore');
  });
});

describe('a membership', () => {
  it('moves once on a day', () =>
    after(moved('2026-01-01'))
      .when(ordered(moved('2026-01-01', CELL)))
      .thenRefused('MovedTwice', { entry: 1 }));
  it('may move out of the registers here and back', () => {
    after(moved('2026-01-01', null))
      .when(ordered(moved('2026-02-01')))
      .thenState(ignore);
  });
});

describe('a status', () => {
  it('never goes back from official to probationary', () => {
    after()
      .when(ordered(changed('2026-01-01', 'PROBATIONARY')))
      .thenRefused('OfficialAlready');
    given(entered({ status: 'PROBATIONARY' }), changed('2026-01-01'))
      .when(ordered(changed('2026-02-01', 'PROBATIONARY')))
      .thenRefused('OfficialAlready');
    given(entered({ status: 'PROBATIONARY' }), changed('2026-02-01'))
      .when(ordered(changed('2026-01-01', 'PROBATIONARY')))
      .thenState(ignore);
  });
  it('begins anew with a person who was taken in again', () => {
    after(left('2026-01-01'), moved('2026-02-01'))
      .when(ordered(changed('2026-02-01', 'PROBATIONARY')))
      .thenState(ignore);
    after(left('2026-01-01'), moved('2026-02-01'), changed('2026-03-01'))
      .when(ordered(changed('2026-04-01', 'PROBATIONARY')))
      .thenRefused('OfficialAlready');
  });
  it('changes once on a day', () =>
    given(entered({ status: null }), changed('2026-01-01', 'PROBATIONARY'))
      .when(ordered(changed('2026-01-01')))
      .thenRefused('StatusTwice', { entry: 1 }));
});

describe('a link to another record of the same person', () => {
  const other = id(5);
  it('is not to the record itself', () =>
    after()
      .when(ordered(linked(SELF)))
      .thenRefused('LinkedToItself'));
  it('is recorded once, and anew after it was undone', () => {
    after(linked(other))
      .when(ordered(linked(other)))
      .thenRefused('LinkedAlready', { entry: 1 });
    after(linked(other), unlinked(other))
      .when(ordered(linked(other)))
      .thenState(ignore);
  });
  it('is undone only where there is one', () => {
    after()
      .when(ordered(unlinked(other)))
      .thenRefused('NotLinked');
    after(linked(other), unlinked(other))
      .when(ordered(unlinked(other)))
      .thenRefused('NotLinked');
    after(linked(other), unlinked(other)).when(annul(1)).thenRefused('NotLinked');
  });
  it('is undone on no day before it was found', () =>
    after(linked(other))
      .when(ordered(unlinked(other, '2026-02-28')))
      .thenRefused('UnlinkedBeforeLink'));
  it('keeps the other record when it is corrected', () =>
    after(linked(other))
      .when(correct(1, { field: 'otherId', from: other, to: id(6) }))
      .thenRefused('IdFixed'));
});

const ignore = () => undefined;
