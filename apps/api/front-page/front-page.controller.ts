import { Controller, Get, Header, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { asAllowed, CoverageQuestions, CoveredOrganizations, type Laid, ruleInWords, seenBy } from '#features/coverage';
import { SetUpState } from '#features/set-up';
import { listOrganizations, organizations, type OrganizationsDb } from '#features/organizations';
import { dayOf, Instant, PlainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import type { Declared } from '#platform/commands/store-declaration';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { Can } from '#platform/http/actor';
import { DOCUMENTED } from '#platform/http/openapi';
import { Problem } from '#platform/http/problems';
import { TimeTravel } from '#platform/http/time-travel';
import { DECLARED, READ_DB } from '#platform/platform.module';
import { EVERYTHING } from '#platform/access/reader';
import { rowsFor } from '#platform/projections/rows-for';
import { DEMO_REPORTING_DAY } from '../../demo/demo.js';
import { csrfIn } from './csrf-in.js';
import { frontFigures } from './front-figures.js';
import { linesOf } from './lines.js';
import { listPage } from './list-page.js';
import { emptyPage, type Frame, page } from './page.js';

/** Guests of a demo store see lists like readers of the whole store, since a demo store holds no real data. */
const OF_SAMPLES = { names: { everything: true }, acts: { everything: true } } as const;

/** Reads an empty form field as absent. */
const optionalField = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema);
/** Reads a day as people type it, `31/10/2026`, as the same day in ISO form. */
const typedDay = <T extends z.ZodType>(schema: T) =>
  optionalField(
    z.preprocess((value) => {
      const [, day = '', month = '', year = ''] = /^ *(\d{1,2})\/(\d{1,2})\/(\d{4}) *$/.exec(String(value)) ?? [];
      return year === '' ? value : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    }, schema),
  );
const PageQuery = z.strictObject({
  asOf: typedDay(PlainDate.optional()),
  knownAt: typedDay(z.union([PlainDate, Instant]).optional()),
  scope: optionalField(Uuid.optional()),
  after: optionalField(
    z
      .string()
      .regex(/^\d{1,18}$/)
      .optional(),
  ),
});
type PageQuery = z.output<typeof PageQuery>;
const ListQuery = PageQuery.extend({
  status: z.enum(['uncovered', 'covered', 'all']).default('uncovered'),
  denominator: z.enum(['ALL', 'DIRECT', 'CELLS']).optional(),
});

const OF_DOCUMENT: Frame['links'] = [
  { href: '/api/docs', vi: 'Tài liệu giao diện lập trình', en: 'Documentation of the programming interface' },
  { href: '/api/openapi.json', vi: 'OpenAPI 3.1', en: 'OpenAPI 3.1' },
];
const ofInterface = (to: (href: string) => string): Frame['links'] => [
  { href: to('/api/data-dictionary'), vi: 'Từ điển dữ liệu', en: 'Data dictionary' },
  { href: '/health/ready', vi: 'Tình trạng hệ thống', en: 'Health' },
];
const NOTHING_YET = {
  vi: 'Chưa có gì để tính: hãy ghi nhận đảng bộ phường, nhiệm kỳ và các cuộc kiểm tra, giám sát qua giao diện lập trình.',
  en: 'There is nothing to count yet: record the ward, its term, its inspections and supervisions through the programming interface.',
};

const BEING_SET_UP = {
  vi: 'Kho đang được thiết lập, chưa có số liệu nào là chính thức: người quản trị và Chủ nhiệm Ủy ban Kiểm tra mở tài khoản, lập sổ tổ chức đảng, mở nhiệm kỳ, rồi cùng kết thúc việc thiết lập.',
  en: 'The store is being set up, and no figure is official yet: the administrator and the chair of the inspection committee open accounts, enter the register, open the term, and then close the set-up together.',
};

/** The pages for browsers: the front page and the lists behind its figures. */
@ApiExcludeController()
@Controller()
export class FrontPageController {
  private readonly db: OrganizationsDb;

  constructor(
    private readonly coverage: CoverageQuestions,
    private readonly covered: CoveredOrganizations,
    private readonly time: TimeTravel,
    private readonly setUp: SetUpState,
    @Inject(DECLARED) private readonly declared: Declared,
    @Inject(DOCUMENTED) private readonly documented: boolean,
    @Inject(READ_DB) db: Kysely<unknown>,
  ) {
    this.db = rowsFor(db, organizations, EVERYTHING('names of organizations are those of the open register'));
  }

  @Get()
  @Can('read:front-page')
  @Header('content-type', 'text/html; charset=utf-8')
  async page(
    @Query({ schema: PageQuery }) query: PageQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @By() by: Caller,
  ): Promise<string> {
    asAllowed({ scope: query.scope }, by);
    const moment = await this.time.moment(query, [organizations.name]);
    const wards = await listOrganizations(this.db, moment, { type: 'WARD_ORGANIZATION' }, { limit: 200 });
    const isDemo = this.declared.purpose === 'DEMO';
    if (isDemo && wards.organizations.length > 0 && Object.values(query).every((value) => value === undefined)) {
      // The data of the demo ends on its reporting day. Later entries are recorded by visitors.
      void reply.status(302).header('location', `/?asOf=${DEMO_REPORTING_DAY}`);
      return '';
    }
    const ward = wards.organizations.find(
      ({ organizationId }) => query.scope === undefined || organizationId === query.scope,
    );
    const laid = ward && (await this.laid({ ...query, scope: ward.organizationId }));
    const to = reachableBy(by);
    if (!ward || !laid?.window)
      return emptyPage(
        this.links(to),
        (await this.setUp.isOpen(moment.position)) ? BEING_SET_UP : NOTHING_YET,
        csrfIn(request),
      );
    const { asOf, knownAt } = laid.moment;
    const at = new URLSearchParams({ scope: ward.organizationId, asOf, knownAt }).toString();
    const lists = {
      // The lines count all organizations, whatever the rule counts.
      uncovered: `/organizations?status=uncovered&denominator=ALL&${at}`,
      covered: `/organizations?status=covered&denominator=ALL&${at}`,
      engagements: to(`/api/engagements?${new URLSearchParams({ asOf, knownAt }).toString()}`),
    };
    const figures = frontFigures(laid, { demo: isDemo, behind: await this.time.behind(laid.moment) });
    const otherWards = wards.organizations.filter((other) => other !== ward);
    return page(
      {
        ward: ward.name,
        csrf: csrfIn(request),
        asOf,
        knownAt: query.knownAt === undefined ? '' : query.knownAt.length === 10 ? query.knownAt : dayOf(knownAt),
        links: [
          {
            href: to(`/api/coverage/organizations.csv?status=all&${at}`),
            vi: 'Bảng các tổ chức (Excel, CSV)',
            en: 'Table of the organizations (Excel, CSV)',
          },
          {
            href: to(`/api/coverage?${at}`),
            vi: 'Số liệu của trang này (JSON)',
            en: 'The figures of this page (JSON)',
          },
          { href: to(`/api/coverage/series?${at}`), vi: 'Số liệu theo tháng', en: 'Figures by month' },
          { href: to(`/api/counting-rules?asOf=${asOf}`), vi: 'Cách tính', en: 'Counting rules' },
          ...otherWards.map((other) => ({
            href: `/?scope=${other.organizationId}&asOf=${asOf}`,
            vi: other.name,
            en: 'another ward',
          })),
          ...this.links(to),
        ],
      },
      linesOf(figures, lists).filter(({ key }) => by.scope.everything || key !== 'depth'),
    );
  }

  /** The organizations behind a figure, to be read and printed. */
  @Get('organizations')
  @Can('read:front-page')
  @Header('content-type', 'text/html; charset=utf-8')
  async list(
    @Query({ schema: ListQuery }) { status, ...query }: z.output<typeof ListQuery>,
    @Req() request: FastifyRequest,
    @By() by: Caller,
  ): Promise<string> {
    asAllowed({ scope: query.scope }, by);
    const laid = await this.laid(query);
    if (!laid) return emptyPage(this.links(reachableBy(by)), NOTHING_YET, csrfIn(request));
    const { asOf, knownAt } = laid.moment;
    const rows = await this.covered.rows(laid, status, by.identity.kind === 'guest' ? OF_SAMPLES : seenBy(by));
    const { scope, denominator } = query;
    const front = new URLSearchParams({ asOf, knownAt, ...(scope ? { scope } : {}) }).toString();
    const at = denominator ? `${front}&denominator=${denominator}` : front;
    const { verb } = laid.rule.rule;
    return listPage(status, rows, { asOf, knownAt, at, front, verb, countedBy: ruleInWords(laid) });
  }

  private links(to: (href: string) => string): Frame['links'] {
    return [...(this.documented ? OF_DOCUMENT : []), ...ofInterface(to)];
  }

  /** Null if no term is known for the day. */
  private async laid(asked: Omit<z.output<typeof ListQuery>, 'status'>): Promise<Laid | null> {
    try {
      return await this.coverage.resolve(asked);
    } catch (error) {
      if (error instanceof Problem && error.more.errors?.some(({ code }) => code === 'no-term')) return null;
      throw error;
    }
  }
}

/** An address of the programming interface, by way of the sign-in page for a guest. */
const reachableBy =
  ({ identity }: Caller) =>
  (href: string): string =>
    identity.kind === 'guest' ? `/sign-in?next=${encodeURIComponent(href)}` : href;
