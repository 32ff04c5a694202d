import { type ServiceError, status } from '@grpc/grpc-js';
import { UsersClient } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/usermanagement_grpc_pb.js';
import users from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/usermanagement_pb.js';
import type { DirectNode } from './kurrentdb.direct.js';
import { statusOf } from './kurrentdb.direct.js';

export interface FoundUser {
  readonly groups: readonly string[];
  readonly disabled: boolean;
}

type Answered = (error: ServiceError | null) => void;

/** The accounts of a server, managed as an administrator. Every method throws the ServiceError of its call. */
export class KurrentUsers {
  private readonly client: UsersClient;

  constructor(private readonly at: DirectNode) {
    this.client = new UsersClient(at.address, at.transport, { 'grpc.use_local_subchannel_pool': 1 });
  }

  /** A user by name; null if there is no such user. */
  async find(name: string): Promise<FoundUser | null> {
    const request = new users.DetailsReq().setOptions(new users.DetailsReq.Options().setLoginName(name));
    const call = this.client.details(request, this.at.metadata(), this.at.within());
    try {
      return await new Promise((resolve, reject) => {
        call.on('data', (response: users.DetailsResp) => {
          const details = response.getUserDetails();
          if (details) resolve({ groups: details.getGroupsList(), disabled: details.getDisabled() });
        });
        call.on('error', reject);
        call.on('end', () => {
          resolve(null);
        });
      });
    } catch (error) {
      if (statusOf(error) === status.NOT_FOUND) return null;
      throw error;
    }
  }

  /** Creates a user without groups. */
  create(name: string, password: string): Promise<void> {
    const options = new users.CreateReq.Options().setLoginName(name).setFullName('Minh Chứng').setPassword(password);
    return done((answered) =>
      this.client.create(new users.CreateReq().setOptions(options), this.at.metadata(), this.at.within(), answered),
    );
  }

  enable(name: string): Promise<void> {
    const request = new users.EnableReq().setOptions(new users.EnableReq.Options().setLoginName(name));
    return done((answered) => this.client.enable(request, this.at.metadata(), this.at.within(), answered));
  }

  resetPassword(name: string, password: string): Promise<void> {
    const options = new users.ResetPasswordReq.Options().setLoginName(name).setNewPassword(password);
    const request = new users.ResetPasswordReq().setOptions(options);
    return done((answered) => this.client.resetPassword(request, this.at.metadata(), this.at.within(), answered));
  }

  close(): void {
    this.client.close();
  }
}

const done = (call: (answered: Answered) => unknown): Promise<void> =>
  new Promise((resolve, reject) => {
    call((error) => {
      if (error) reject(error);
      else resolve();
    });
  });
