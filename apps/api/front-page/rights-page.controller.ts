import { Controller, Get, Header, Inject, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import { namesOf, organizations } from '#features/organizations';
import type { Uuid } from '#kernel/ids';
import { AUTHORITY, type Authority, type HeldRole } from '#platform/access/authority';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { EVERYTHING } from '#platform/access/reader';
import { OwnAccount } from '#platform/http/actor';
import { DOCUMENTED } from '#platform/http/openapi';
import { TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import { codeLists } from '../../features.js';
import { csrfIn } from './csrf-in.js';
import { rightsInWords, roleInWords, rolesHeld, WORDED_GROUPS } from './rights.js';
import { type RightsPage, rightsPage } from './rights-page.js';

const UNNAMED = { vi: 'vai trò khác', en: 'another role' };

/**
 * What the person who is signed in may do. The filter of problems sends a browser here from a page that none of the
 * person's roles opens, such as the front page for an operator or an administrator.
 */
@ApiExcludeController()
@Controller('account/rights')
export class RightsPageController {
  constructor(
    private readonly time: TimeTravel,
    @Inject(AUTHORITY) private readonly authority: Authority,
    @Inject(DOCUMENTED) private readonly documented: boolean,
    @Inject(READ_DB) private readonly db: Kysely<unknown>,
  ) {}

  @Get()
  @OwnAccount()
  @Header('content-type', 'text/html; charset=utf-8')
  async page(
    @By() by: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    if (by.identity.permissions?.size === 0) {
      // The session opens only the choice of a password.
      void reply.status(303).header('location', '/account');
      return '';
    }
    const held = rolesHeld((permission) => this.authority.heldRoles(by.personId, permission));
    const names = await this.#namesAt(held);
    const roles = codeLists.get('roles') ?? {};
    const holds = (permission: string) => by.also(permission);
    return rightsPage({
      csrf: csrfIn(request),
      roles: held.map((one) => roleInWords(one, roles[one.role] ?? UNNAMED, names)),
      rights: rightsInWords(holds),
      lacksSecondFactor: WORDED_GROUPS.some(({ permissions }) =>
        permissions.some((permission) => by.under(permission).lacksSecondFactor()),
      ),
      links: this.#links(holds),
    });
  }

  /** Without organizations, nothing is read: the page then opens also while the read models do not answer. */
  async #namesAt(held: readonly HeldRole[]): Promise<ReadonlyMap<Uuid, string>> {
    const places = held.flatMap(({ organizationId }) => organizationId ?? []);
    if (places.length === 0) return new Map();
    const db = rowsFor(this.db, organizations, EVERYTHING('names of organizations are those of the open register'));
    return namesOf(db, await this.time.moment({}, [organizations.name]), places);
  }

  #links(holds: (permission: string) => boolean): RightsPage['links'] {
    const to = (href: string, vi: string, en: string, isThere = true) => (isThere ? [{ href, vi, en }] : []);
    return [
      ...to('/', 'Trang đầu', 'Front page', holds('read:front-page')),
      ...to('/account', 'Tài khoản của tôi', 'My account'),
      ...to('/account/second-factor', 'Yếu tố xác thực thứ hai', 'Second factor'),
      ...to('/health/ready', 'Tình trạng hệ thống', 'Health', holds('read:metrics')),
      ...to('/api/data-dictionary', 'Từ điển dữ liệu', 'Data dictionary', holds('read:data-dictionary')),
      ...to('/api/docs', 'Tài liệu giao diện lập trình', 'Documentation of the programming interface', this.documented),
    ];
  }
}
