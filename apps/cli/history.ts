import { z } from 'zod';
import { StreamId } from '#kernel/ids';
import type { Bilingual } from '#kernel/text';
import type { Config } from '#platform/config';
import { Outside, OutsideFailed, OutsideRefused } from '#platform/outside/outside';
import type { CliCommand, Invocation } from './command.js';
import { HistoryPage, linesOf } from './history-lines.js';

const PURPOSE = 'the product itself';
const Purposes = ['CASE_WORK', 'CONFIRMATION', 'REPORT', 'OVERSIGHT', 'AUDIT', 'REQUEST'] as const;

interface Asked {
  readonly stream: StreamId;
  readonly language: keyof Bilingual;
  readonly purpose: string;
  readonly at: URL;
}

export const history: CliCommand = {
  usage: `history <loại-mã | kind-id> [--en] [--purpose ${Purposes.join('|')}] [--at <địa chỉ | address>]`,
  about: {
    vi: 'in lịch sử một hồ sơ cho người đã đăng nhập; lần đọc được ghi vào nhật ký tra cứu',
    en: 'prints the history of a record to a signed-in reader; the reading is recorded',
  },
  run: async (invocation) => {
    const asked = askedFor(invocation.args, invocation.configured());
    if (!asked) {
      invocation.say(`minhchung ${history.usage}`);
      return 64;
    }
    try {
      return await print(asked, invocation);
    } catch (error) {
      if (!(error instanceof OutsideFailed || error instanceof OutsideRefused)) throw error;
      invocation.say(words(error instanceof OutsideFailed ? NO_ANSWER : NOT_ALLOWED, asked.language));
      return 69;
    }
  },
};

/** @returns null for arguments that are not understood */
function askedFor(args: readonly string[], { host, port, publicOrigin }: Config): Asked | null {
  const [given = '', ...options] = args;
  const stream = StreamId.safeParse(given.replace('/', '-'));
  const named = (option: string) => (options.includes(option) ? options[options.indexOf(option) + 1] : undefined);
  const purpose = named('--purpose') ?? 'CASE_WORK';
  const at = named('--at') ?? publicOrigin ?? `http://${host}:${port}`;
  const known = options.filter(
    (option, i) => option === '--en' || VALUED.includes(option) || VALUED.includes(options[i - 1] ?? ''),
  );
  if (!stream.success || known.length < options.length || !URL.canParse(at)) return null;
  if (!Purposes.some((one) => one === purpose)) return null;
  return { stream: stream.data, language: options.includes('--en') ? 'en' : 'vi', purpose, at: new URL(at) };
}
const VALUED: readonly string[] = ['--purpose', '--at'];

async function print(asked: Asked, { ask, say, signal }: Invocation): Promise<number> {
  const { stream, language, purpose, at } = asked;
  const outside = new Outside([{ purpose: PURPOSE, origin: at.origin, inside: true }]);
  const call = async (path: string, options: { method?: string; headers?: Record<string, string>; body?: string }) => {
    const answer = await outside.fetch(PURPOSE, new URL(path, at), { ...options, signal });
    return { status: answer.status, json: answer.status === 204 ? null : await answer.json() };
  };
  const token = await signIn(call, ask, language);
  if (typeof token !== 'string') {
    for (const line of token.said) say(line);
    return 77;
  }
  const headers = { authorization: `Bearer ${token}`, purpose };
  try {
    const path = `/api/streams/${stream.replace('-', '/')}/history?limit=100`;
    for (let cursor: string | null = ''; cursor !== null;) {
      const { status, json } = await call(cursor === '' ? path : `${path}&cursor=${cursor}`, { headers });
      if (status !== 200) {
        say(problemOf(json, language));
        return status === 404 ? 66 : 1;
      }
      const page: z.output<typeof HistoryPage> = HistoryPage.parse(json);
      if (page.setAside && cursor === '') say(page.setAside[language]);
      for (const entry of page.entries) for (const line of linesOf(entry, language)) say(line);
      cursor = page.next;
    }
    return 0;
  } finally {
    await call('/api/sessions/current', { method: 'DELETE', headers }).catch(() => undefined);
  }
}

type Call = (
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string },
) => Promise<{ readonly status: number; readonly json: unknown }>;

/** Signs in with what is typed at the terminal. @returns the token of the session, or why there is none */
async function signIn(
  call: Call,
  ask: Invocation['ask'],
  language: keyof Bilingual,
): Promise<string | { readonly said: readonly string[] }> {
  const username = await ask(words(NAME, language));
  const password = username === null ? null : await ask(words(PASSWORD, language), 'hidden');
  if (username === null || password === null) return { said: [words(NO_TERMINAL, language)] };
  const code = await ask(words(CODE, language), 'hidden');
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ username, password, ...(code === null || code === '' ? {} : { code }) });
  const { status, json } = await call('/api/sessions', { method: 'POST', headers, body });
  const begun = z.looseObject({ token: z.string() }).safeParse(json);
  return status === 201 && begun.success ? begun.data.token : { said: [problemOf(json, language)] };
}

/** A problem document has its sentence in both languages. */
const Problem = z.looseObject({ titles: z.strictObject({ vi: z.string(), en: z.string() }) });
function problemOf(json: unknown, language: keyof Bilingual): string {
  const problem = Problem.safeParse(json);
  return words(problem.success ? problem.data.titles : NO_ANSWER, language);
}

const words = (of: Bilingual, language: keyof Bilingual): string => of[language];
const NAME = { vi: 'Tên đăng nhập: ', en: 'User name: ' };
const PASSWORD = { vi: 'Mật khẩu: ', en: 'Password: ' };
const CODE = {
  vi: 'Mã xác thực (bỏ trống nếu không có): ',
  en: 'Code of the second factor (empty if there is none): ',
};
const NO_TERMINAL = {
  vi: 'Cần đăng nhập: hãy chạy lệnh này ở một cửa sổ dòng lệnh để nhập tên và mật khẩu.',
  en: 'You must sign in: run this command at a terminal to type name and password.',
};
const NO_ANSWER = {
  vi: 'Chương trình không trả lời; hãy kiểm tra chương trình có đang chạy không, và địa chỉ ở --at.',
  en: 'The product does not answer; check that it runs, and the address in --at.',
};
const NOT_ALLOWED = {
  vi: 'Địa chỉ ở --at phải bắt đầu bằng https, hoặc là địa chỉ của chính máy này.',
  en: 'The address in --at must begin with https, or be an address of this machine.',
};
