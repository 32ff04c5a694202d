import 'reflect-metadata';
import { loadConfig } from '#platform/config';
import { createLogger } from '#platform/http/logging';
import { explainStartFailure } from '#platform/start-refused';
import { commands } from './commands.js';
import { askAtTerminal } from './terminal.js';

const say = (line: string): void => {
  console.log(line);
};

function help(): void {
  say('minhchung start        chạy sản phẩm với dữ liệu mẫu | runs the product with demo data');
  say(
    'minhchung serve <thư mục | folder>\n    phục vụ kho hồ sơ thật của một phường (WARD) | serves the real records of a ward (WARD)',
  );
  say('minhchung test, bench  kiểm thử, đo tốc độ | tests, measures speed');
  for (const { usage, about } of Object.values(commands)) say(`minhchung ${usage}\n    ${about.vi} | ${about.en}`);
}

const [name = 'help', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (!command) {
  help();
  process.exitCode = ['help', '--help', '-h'].includes(name) ? 0 : 64;
} else {
  const cancelled = new AbortController();
  process.once('SIGINT', () => {
    cancelled.abort();
  });
  try {
    const configured = (instead?: Readonly<Record<string, string>>) => loadConfig(undefined, instead);
    const logger = createLogger('warn', process.stderr);
    process.exitCode = await command.run({
      args,
      configured,
      say,
      ask: askAtTerminal,
      logger,
      signal: cancelled.signal,
    });
  } catch (error) {
    process.exitCode = explainStartFailure(error, (line) => {
      console.error(line);
    });
  }
}
