import { describe, it } from '@jest/globals';
import type { EventOf } from '#kernel/event';
import { Uuid } from '#kernel/ids';
import { scenario } from '#kernel/testing';
import type { Strange } from '#platform/event-store/event-store';
import { type LogFacts, storeDeclaration } from './store-declaration.js';

const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-9000-${String(n).padStart(12, '0')}`);
const [PROPOSES, ACCEPTS, DELEGATE] = [id(1), id(2), id(3)];
const leaf = (digit: string) => digit.repeat(64);
const reason = 'khôi phục từ bản sao đêm trước';

const lost = [{ position: '42', leafHash: leaf('a') }];
const gone = { after: '40', count: 1, streams: [{ stream: `term-${id(9)}`, from: 1, to: 1 }] };
const foreign: Strange = {
  kind: 'foreignEvent',
  stream: `term-${id(9)}`,
  revision: '2',
  event: String(id(8)),
  positions: null,
};
const another: Strange = { ...foreign, revision: '3' };

/** Facts of a sound log, without a proposal. */
const nothing: LogFacts = { lost: null, gone: null, strange: null, proposers: [], acting: [ACCEPTS] };
const on = (log: Partial<LogFacts>) => scenario(storeDeclaration, { facts: { log: { ...nothing, ...log } } });
const replaced = (more: Partial<LogFacts> = {}) => on({ lost, gone, proposers: [PROPOSES], ...more });
const strange = (more: Partial<LogFacts> = {}) => on({ strange: foreign, proposers: [PROPOSES], ...more });

type Told = EventOf<(typeof storeDeclaration)['events']>;
const opened: Told = { type: 'StoreOpened', data: { purpose: 'WARD' } };
const restoreProposed: Told = { type: 'RestoreProposed', data: { lost, reason } };
const asideProposed: Told = { type: 'SettingAsideProposed', data: { strange: foreign, reason } };

const proposeRestore = { type: 'ProposeRestore', data: { reason } } as const;
const declareRestore = { type: 'DeclareRestore', data: { reason } } as const;
const proposeAside = { type: 'ProposeSettingAside', data: { strange: foreign, reason } } as const;
const setAside = { type: 'SetStrangeThingAside', data: { strange: foreign, reason } } as const;

describe('a log that is not the one of the tables', () => {
  it('is proposed to be accepted, with what is lost', () =>
    replaced().given(opened).when(proposeRestore).thenRecorded(restoreProposed));

  it('is proposed once: the same again records nothing', () =>
    replaced().given(opened, restoreProposed).when(proposeRestore).thenNothing());

  it('is proposed anew where something else is lost than was proposed', () => {
    const more = [...lost, { position: '41', leafHash: leaf('b') }];
    replaced({ lost: more })
      .given(opened, restoreProposed)
      .when(proposeRestore)
      .thenRecorded({ type: 'RestoreProposed', data: { lost: more, reason } });
  });

  it('is accepted by another person, and what is gone is kept', () =>
    replaced()
      .given(opened, restoreProposed)
      .when(declareRestore)
      .thenRecorded({ type: 'RestoreDeclared', data: { lost, gone, reason } }));

  it('is not accepted before somebody has proposed it', () =>
    replaced({ proposers: [] }).given(opened).when(declareRestore).thenRefused('RestoreNotProposed'));

  it('is not accepted on a proposal that was about another loss', () =>
    replaced({ lost: [{ position: '41', leafHash: leaf('b') }] })
      .given(opened, restoreProposed)
      .when(declareRestore)
      .thenRefused('RestoreNotProposed'));

  it('is not accepted by whoever proposed it', () =>
    replaced({ acting: [PROPOSES] })
      .given(opened, restoreProposed)
      .when(declareRestore)
      .thenRefused('TwoPersonsForLog'));

  it('is not accepted by who acts for the one who proposed it, nor by one for whom they proposed', () => {
    for (const facts of [{ acting: [DELEGATE, PROPOSES] }, { proposers: [DELEGATE, ACCEPTS] }])
      replaced(facts).given(opened, restoreProposed).when(declareRestore).thenRefused('TwoPersonsForLog');
  });

  it('is not accepted where nobody knows any more for whom somebody acted', () =>
    replaced({ acting: [DELEGATE, null] })
      .given(opened, restoreProposed)
      .when(declareRestore)
      .thenRefused('TwoPersonsForLog'));

  it('is neither proposed nor accepted where tables and log agree', () => {
    for (const command of [proposeRestore, declareRestore])
      for (const log of [on({}), strange()])
        log.given(opened, restoreProposed).when(command).thenRefused('NothingToRestore');
  });

  it('that was accepted stays accepted, whatever is lost later', () =>
    replaced({ lost: [{ position: '50', leafHash: leaf('c') }] })
      .given(opened, restoreProposed, { type: 'RestoreDeclared', data: { lost, gone, reason } })
      .when(proposeRestore)
      .thenState(({ accepted }) => {
        if (String(accepted) !== leaf('a')) throw new Error(`accepted ${String(accepted)}`);
      }));
});

describe('a strange thing in the log', () => {
  it('is proposed to be set aside as it is named', () =>
    strange().given(opened).when(proposeAside).thenRecorded(asideProposed));

  it('is proposed once: the same again records nothing', () =>
    strange().given(opened, asideProposed).when(proposeAside).thenNothing());

  it('is set aside by another person', () =>
    strange()
      .given(opened, asideProposed)
      .when(setAside)
      .thenRecorded({ type: 'StrangeThingSetAside', data: { strange: foreign, reason } }));

  it('is not set aside before somebody has proposed it', () =>
    strange({ proposers: [] }).given(opened).when(setAside).thenRefused('SettingAsideNotProposed'));

  it('is not set aside on a proposal that was about another one', () =>
    strange({ strange: another })
      .given(opened, asideProposed)
      .when({ type: 'SetStrangeThingAside', data: { strange: another, reason } })
      .thenRefused('SettingAsideNotProposed'));

  it('is not set aside by whoever proposed it, nor by who acts for them', () => {
    for (const acting of [[PROPOSES], [DELEGATE, PROPOSES], [null]])
      strange({ acting }).given(opened, asideProposed).when(setAside).thenRefused('TwoPersonsForLog');
  });

  it('is only what the log holds now: not another one, nor one that is no more', () => {
    for (const log of [strange({ strange: another }), on({}), replaced()])
      for (const command of [proposeAside, setAside])
        log.given(opened, asideProposed).when(command).thenRefused('NothingStrange');
  });

  it('is heeded once it was set aside', () =>
    strange()
      .given(opened, asideProposed)
      .when(setAside)
      .thenState((state) => {
        if (state.setAside.length !== 1 || state.setAside[0]?.event !== foreign.event)
          throw new Error(`set aside ${JSON.stringify(state.setAside)}`);
      }));
});
