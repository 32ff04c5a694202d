import { describe, it } from '@jest/globals';
import type { JsonObject } from '#kernel/canonical-json';
import { Instant } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import type { Actor } from '#kernel/record';
import { scenario } from '#kernel/testing';
import { account, HOLDER } from './account.js';

const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-9000-${String(n).padStart(12, '0')}`);
const PERSON = Uuid.parse('00000000-0000-4000-8000-000000000000');
const [A, OTHER, TOKEN] = [id(1), id(2), id(3)];
const [ADMIN, AUDITOR] = [id(70), id(71)];

const actor = (who: Uuid, role = 'admin'): Actor => ({ id: who, role, organizationId: null, delegationId: null });
/** An act of a person, on the account of a person who signs or does not, after requests of others. */
const by = (who: Actor, { isSigner = false, requesters = [] as Uuid[], acting = [who.id] } = {}) => {
  const facts: JsonObject = { account: { isSigner, requesters, acting } };
  return scenario(account, { actor: who, facts });
};
const admin = actor(ADMIN);
const holder = by(actor(PERSON, HOLDER));
const program = by(actor(id(99), 'system'));

const opening = (more: object = {}) => ({
  type: 'OpenAccount' as const,
  data: {
    accountId: A,
    kind: 'PERSON' as const,
    way: 'PASSWORD' as const,
    byTwo: false,
    reason: null,
    isMember: null,
    ...more,
  },
});
const opened = (issuers: 'ONE' | 'TWO' | 'PROGRAM' | 'UNKNOWN', more: object = {}) => ({
  type: 'AccountOpened' as const,
  data: {
    accountId: A,
    kind: 'PERSON' as const,
    way: 'PASSWORD' as const,
    issuers,
    reason: null,
    isMember: null,
    ...more,
  },
});
const service = opened('ONE', { kind: 'SERVICE', way: 'TOKENS' });
const issued = (issuers: 'ONE' | 'TWO' | 'PROGRAM') => ({
  type: 'CredentialIssued' as const,
  data: { accountId: A, issuers },
});
const asking = (more: object = {}) => ({
  type: 'RequestAccountReset' as const,
  data: { accountId: A, reset: 'CREDENTIAL' as const, byTwo: false, reason: 'quên mật khẩu', ...more },
});
const asked = (reset: 'CREDENTIAL' | 'SECOND_FACTOR' = 'CREDENTIAL') => ({
  type: 'AccountResetRequested' as const,
  data: { accountId: A, reset, reason: 'quên mật khẩu' },
});
const agree = (request: number) => ({ type: 'AgreeToAccountReset' as const, data: { accountId: A, request } });
const own = <K extends string>(type: K) => ({ type, data: { accountId: A } });
const disabled = { type: 'AccountDisabled' as const, data: { accountId: A, reason: null } };

describe('an account', () => {
  it('is opened by one person for somebody who neither signs nor confirms', () =>
    by(admin).given().when(opening()).thenRecorded(opened('ONE'), issued('ONE')));
  it('tells whether its person was said to be in the register of persons, or that nothing was said', () => {
    for (const isMember of [true, false, null])
      by(admin).given().when(opening({ isMember })).thenRecorded(opened('ONE', { isMember }), issued('ONE'));
    program
      .given()
      .when({ type: 'RecordEarlierAccount', data: { accountId: A, kind: 'PERSON', way: 'PASSWORD' } })
      .thenRecorded(opened('UNKNOWN', { isMember: null }));
  });
  it('of somebody who signs or confirms waits for a second person', () => {
    by(admin, { isSigner: true }).given().when(opening()).thenRecorded(opened('TWO'));
    by(admin, { isSigner: true })
      .given()
      .when(opening({ way: 'PROVIDER' }))
      .thenRecorded(opened('TWO', { way: 'PROVIDER' }));
  });
  it('waits for a second person if the first one asks for it', () =>
    by(admin)
      .given()
      .when(opening({ byTwo: true }))
      .thenRecorded(opened('TWO')));
  it('is not opened for a person who has one', () => {
    for (const issuers of ['ONE', 'TWO', 'PROGRAM', 'UNKNOWN'] as const)
      by(admin)
        .given(opened(issuers))
        .when(opening({ accountId: OTHER }))
        .thenRefused('HasAccount');
  });
  it('is opened anew after the earlier one was disabled', () =>
    by(admin)
      .given(opened('PROGRAM'), disabled)
      .when(opening({ accountId: OTHER }))
      .thenRecorded(opened('ONE', { accountId: OTHER }), {
        ...issued('ONE'),
        data: { accountId: OTHER, issuers: 'ONE' },
      }));
  it('of the program needs no second person', () =>
    program
      .given()
      .when(opening({ byTwo: true }))
      .thenRecorded(opened('PROGRAM')));
  it('of before is recorded by the program alone', () => {
    const earlier = { type: 'RecordEarlierAccount' as const, data: { accountId: A, kind: 'PERSON', way: 'PASSWORD' } };
    program
      .given()
      .when(earlier as never)
      .thenRecorded(opened('UNKNOWN'));
    by(admin)
      .given()
      .when(earlier as never)
      .thenRefused('OnlyHolder');
  });
  it('that is disabled takes no further act', () => {
    for (const command of [asking(), agree(0), own('DisableAccount'), own('ChooseCredential')])
      by(admin)
        .given(opened('PROGRAM'), disabled)
        .when(command as never)
        .thenRefused('NoOpenAccount');
    by(admin)
      .given(opened('PROGRAM'))
      .when({ type: 'DisableAccount', data: { accountId: OTHER, reason: null } })
      .thenRefused('NoOpenAccount');
  });
});

describe('a credential', () => {
  it('of somebody who neither signs nor confirms is reset by one person', () =>
    by(admin).given(opened('PROGRAM')).when(asking()).thenRecorded(asked(), issued('ONE')));
  it('of somebody who signs or confirms is issued when a second person agrees', () => {
    by(admin, { isSigner: true }).given(opened('PROGRAM')).when(asking()).thenRecorded(asked());
    by(actor(AUDITOR, 'auditor'), { isSigner: true, requesters: [ADMIN] })
      .given(opened('PROGRAM'), asked())
      .when(agree(1))
      .thenRecorded(issued('TWO'));
  });
  it('is not issued by one person alone, nor by two who are linked by a delegation', () => {
    for (const acting of [[ADMIN], [AUDITOR, ADMIN]])
      by(actor(AUDITOR, 'auditor'), { requesters: [ADMIN], acting })
        .given(opened('PROGRAM'), asked())
        .when(agree(1))
        .thenRefused('TwoPersonsForAccount');
  });
  it('of a new account is issued when a second person agrees to its opening', () =>
    by(actor(AUDITOR, 'auditor'), { requesters: [ADMIN] })
      .given(opened('TWO'))
      .when(agree(0))
      .thenRecorded(issued('TWO')));
  it('is agreed to as it was asked for last, and once', () => {
    const auditor = by(actor(AUDITOR, 'auditor'), { requesters: [ADMIN] });
    auditor.given(opened('PROGRAM'), asked(), asked()).when(agree(1)).thenRefused('NothingAsked');
    auditor.given(opened('PROGRAM'), asked(), issued('TWO')).when(agree(1)).thenRefused('NothingAsked');
  });
  it('is neither reset nor agreed to by its holder, nor by who acts for the holder', () => {
    by(actor(PERSON)).given(opened('PROGRAM')).when(asking()).thenRefused('OwnCredential');
    by(admin, { acting: [ADMIN, PERSON] })
      .given(opened('PROGRAM'))
      .when(asking())
      .thenRefused('OwnCredential');
    by(actor(PERSON), { requesters: [ADMIN] })
      .given(opened('PROGRAM'), asked())
      .when(agree(1))
      .thenRefused('OwnCredential');
  });
  it('is chosen by its holder alone, once it was issued', () => {
    holder
      .given(opened('ONE'), issued('ONE'))
      .when(own('ChooseCredential'))
      .thenRecorded({ type: 'CredentialChosen', data: { accountId: A } });
    by(admin).given(opened('ONE'), issued('ONE')).when(own('ChooseCredential')).thenRefused('OnlyHolder');
    by(actor(PERSON)).given(opened('ONE'), issued('ONE')).when(own('ChooseCredential')).thenRefused('OnlyHolder');
    holder.given(opened('TWO')).when(own('ChooseCredential')).thenRefused('NoOpenAccount');
  });
  it('issued by one is not chosen anew by somebody who signs or confirms by now', () =>
    by(actor(PERSON, HOLDER), { isSigner: true })
      .given(opened('ONE'), issued('ONE'))
      .when(own('ChooseCredential'))
      .thenRefused('IssuedByOne'));
  it('of a program is a token', () => {
    const token = { accountId: A, tokenId: TOKEN, permissions: ['read:coverage'] };
    const data = { ...token, endsAt: Instant.parse('2026-12-01T00:00:00.000Z') };
    const revoke = { type: 'RevokeToken' as const, data: { accountId: A, tokenId: TOKEN } };
    const revoked = { type: 'TokenRevoked' as const, data: { accountId: A, tokenId: TOKEN } };
    by(admin).given(service).when(asking()).thenRefused('NotOfPerson');
    by(admin).given(service).when({ type: 'IssueToken', data }).thenRecorded({ type: 'TokenIssued', data });
    by(admin).given(opened('PROGRAM')).when({ type: 'IssueToken', data }).thenRefused('NotOfService');
    by(admin).given(service, { type: 'TokenIssued', data }).when(revoke).thenRecorded(revoked);
    by(admin).given(service, { type: 'TokenIssued', data }, revoked).when(revoke).thenRefused('TokenRevokedAlready');
  });
});

describe('a second factor', () => {
  const added = { type: 'SecondFactorAdded' as const, data: { accountId: A } };
  const removed = (reason: string | null) => ({ type: 'SecondFactorRemoved' as const, data: { accountId: A, reason } });
  it('is added and removed by its holder', () => {
    holder.given(opened('PROGRAM')).when(own('AddSecondFactor')).thenRecorded(added);
    holder.given(opened('PROGRAM'), added).when(own('RemoveSecondFactor')).thenRecorded(removed(null));
    holder.given(opened('PROGRAM')).when(own('RemoveSecondFactor')).thenRefused('NoSecondFactor');
    by(admin).given(opened('PROGRAM'), added).when(own('RemoveSecondFactor')).thenRefused('OnlyHolder');
  });
  it('of somebody who signs or confirms is removed by two others', () => {
    const asks = asking({ reset: 'SECOND_FACTOR' });
    by(admin).given(opened('PROGRAM'), added).when(asks).thenRecorded(asked('SECOND_FACTOR'), removed('quên mật khẩu'));
    by(admin, { isSigner: true }).given(opened('PROGRAM'), added).when(asks).thenRecorded(asked('SECOND_FACTOR'));
    by(actor(AUDITOR, 'auditor'), { isSigner: true, requesters: [ADMIN] })
      .given(opened('PROGRAM'), added, asked('SECOND_FACTOR'))
      .when(agree(2))
      .thenRecorded(removed('quên mật khẩu'));
    by(admin).given(opened('PROGRAM')).when(asks).thenRefused('NoSecondFactor');
  });
});
