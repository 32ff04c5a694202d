import {
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import users from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/usermanagement_pb.js';
import { rpcError } from './messages.js';
import type { Account, Rights } from './rights.js';

/** Users by name, including new ones. */
export type UserAccounts = Record<string, Account>;
type Unary<Request, Response> = (call: ServerUnaryCall<Request, Response>, answer: sendUnaryData<Response>) => void;
type Details = ServerWritableStream<users.DetailsReq, users.DetailsResp>;

/** The part of user management that is needed to create a user; for administrators only. */
export class Users {
  constructor(
    private readonly accounts: UserAccounts,
    private readonly rights: Rights,
  ) {}

  readonly create: Unary<users.CreateReq, users.CreateResp> = (call, answer) => {
    const options = call.request.getOptions();
    const name = options?.getLoginName() ?? '';
    const refusal = this.refusal(call) ?? (this.accounts[name] && conflict(name));
    if (!refusal)
      this.accounts[name] = { password: options?.getPassword() ?? '', groups: options?.getGroupsList() ?? [] };
    answer(refusal ?? null, new users.CreateResp());
  };

  readonly enable: Unary<users.EnableReq, users.EnableResp> = (call, answer) => {
    const found = this.found(call, call.request.getOptions());
    if ('account' in found) this.accounts[found.name] = { ...found.account, disabled: false };
    answer('account' in found ? null : found, new users.EnableResp());
  };

  readonly resetPassword: Unary<users.ResetPasswordReq, users.ResetPasswordResp> = (call, answer) => {
    const options = call.request.getOptions();
    const found = this.found(call, options);
    if ('account' in found) this.accounts[found.name] = { ...found.account, password: options?.getNewPassword() ?? '' };
    answer('account' in found ? null : found, new users.ResetPasswordResp());
  };

  readonly details = (call: Details): void => {
    const found = this.found(call, call.request.getOptions());
    if (!('account' in found)) {
      call.emit('error', found);
      return;
    }
    const { name, account } = found;
    const told = new users.DetailsResp.UserDetails().setLoginName(name).setGroupsList([...account.groups]);
    call.write(new users.DetailsResp().setUserDetails(told.setDisabled(account.disabled ?? false)));
    call.end();
  };

  private found(call: { metadata: Details['metadata'] }, asked: { getLoginName(): string } | undefined) {
    const name = asked?.getLoginName() ?? '';
    const account = this.accounts[name];
    return this.refusal(call) ?? (account ? { name, account } : missing(name));
  }

  /** Accounts that may write to system streams may manage users. */
  private refusal({ metadata }: { metadata: Details['metadata'] }): ServiceError | undefined {
    return this.rights.refusal(metadata, '$users', 'write');
  }
}

const missing = (name: string): ServiceError =>
  rpcError(status.NOT_FOUND, `User '${name}' is not found.`, 'user-not-found', { 'login-name': name });
const conflict = (name: string): ServiceError =>
  rpcError(status.FAILED_PRECONDITION, 'Conflict.', 'user-conflict', { 'login-name': name });
