#!/usr/bin/env node
// The program behind `npm start`, `npm test`, `npm run bench`, `npm run sample` and the command line. It needs only
// Node: it installs missing packages, builds if a source is newer than the build, and then runs the command.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isBuilt, recordBuild } from './build-stamp.mjs';
import { isInstalled } from './installation.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const [command = 'help', ...rest] = process.argv.slice(2);

/** npm changes to the project's folder; relative paths are resolved from the caller's folder. */
const standing = process.env.INIT_CWD || process.cwd();

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 23;
  if (fits) return;
  console.error(`Minh Chứng cần Node từ 20.19, 22.12 hoặc mới hơn; máy này có Node ${process.versions.node}.`);
  console.error(`Minh Chứng needs Node 20.19, 22.12 or later; this is Node ${process.versions.node}.`);
  process.exit(78);
}

/**
 * Stops this program when the npm that started it has ended without a signal to it: npm passes SIGTERM and SIGINT on,
 * but not SIGHUP, and cannot pass on SIGKILL. The scripts of package.json say `exec`, so that npm is the parent.
 */
function stopWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const npm = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}

/**
 * Runs a program in the project's folder to its end. A terminal sends Ctrl-C to both programs; a signal to this one
 * alone is passed on.
 */
async function run(file, args, env = process.env) {
  const child = spawn(file, args, { cwd: root, env, stdio: 'inherit' });
  const passOn = (signal) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, passOn);
  const code = await new Promise((done) => {
    child.once('error', (error) => {
      console.error(`${file}: ${error.message}`);
      done(127);
    });
    child.once('exit', (exitCode, signal) => done(exitCode ?? (signal === 'SIGINT' ? 130 : 143)));
  });
  for (const signal of signals) process.off(signal, passOn);
  return code;
}

async function orExit(code) {
  if ((await code) !== 0) process.exit(await code);
}

async function install() {
  if (isInstalled(root)) return;
  console.error('Cài đặt các gói còn thiếu… / Installing missing packages…');
  const npm = process.env.npm_execpath; // under npm: the npm that runs this program
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  await orExit(npm?.endsWith('.js') ? run(process.execPath, [npm, ...args]) : run('npm', args));
}

async function build() {
  if (isBuilt(root)) return;
  console.error('Biên dịch… / Building…');
  const record = recordBuild(root);
  await orExit(run(process.execPath, [join(root, 'node_modules/@nestjs/cli/bin/nest.js'), 'build', 'api']));
  record();
}

/**
 * Runs a program in this process, so that signals reach it directly and its exit code is the exit code of this process.
 */
async function become(program, args) {
  process.env.DATA_DIR = resolve(standing, process.env.DATA_DIR || join(root, 'data/demo'));
  const file = join(root, 'dist', program);
  process.argv = [process.argv[0], file, ...args];
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(file).href);
}

/** Sets the hook that checks commit messages, unless the clone has hooks of its own. The first test run calls this. */
function setHooks() {
  if (!existsSync(join(root, '.git'))) return;
  const git = (...args) => spawnSync('git', ['config', ...args], { cwd: root, encoding: 'utf8' });
  if (git('--get', 'core.hooksPath').stdout?.trim() === '') git('--local', 'core.hooksPath', 'infra/dev/hooks');
}

async function test(args) {
  setHooks();
  const flags = ['--conditions=source', '--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const env = { ROUNDS: '0.1', ...process.env, TZ: 'UTC' };
  process.exitCode = await run(process.execPath, [...flags, jest, ...args], env);
}

/** Runs from the sources, without a build. */
async function sample(args) {
  const flags = ['--conditions=source', '--import', './infra/dev/run-typescript.mjs'];
  process.exitCode = await run(process.execPath, [...flags, 'tests/event-catalog/write-sample.ts', ...args]);
}

/** Commands that run from the sources, without a build. */
const FROM_SOURCES = ['sample', 'unit'];

checkNode();
stopWithNpm();
await install();
if (!FROM_SOURCES.includes(command)) await build();
switch (command) {
  case 'start':
    await become('apps/api/main.js', rest);
    break;
  case 'serve':
    if (rest[0] !== undefined) process.env.DATA_DIR = resolve(standing, rest[0]);
    await become('apps/api/main.js', ['serve']);
    break;
  case 'test':
    await test(rest);
    break;
  case 'unit':
    await test([...rest, '--selectProjects', 'unit']);
    break;
  case 'sample':
    await sample(rest);
    break;
  case 'bench':
    await become('tests/bench/main.js', rest);
    break;
  default:
    process.chdir(standing);
    await become('apps/cli/main.js', [command, ...rest]);
}
