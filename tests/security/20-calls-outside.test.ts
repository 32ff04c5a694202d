import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTrap, type Server as Trap } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { Outside, OutsideFailed, OutsideRefused, type Resolve, type Target } from '#platform/outside/outside';
import { type Place, placesIn, placesOfProduct } from '../support/oracles/typescript-sources.js';

describe('a source file of the product', () => {
  const NETWORK = /^(node:)?(http|https|http2|net|tls|dgram|dns|dns\/promises|undici|ws)$/;
  /** Packages that call other machines when told to. */
  const CALLING = /^(pg|openid-client|oauth4webapi|@grpc\/grpc-js|@kurrent\/kurrentdb-client|jose)$/;
  /** Names of these modules that call nobody. */
  const HARMLESS = new Set(['IncomingMessage', 'ServerResponse', 'STATUS_CODES', 'Socket', 'isIP', 'BlockList']);

  /** What a node imports from a module, without types. */
  function imported({ node }: Place, from: RegExp): readonly string[] {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const { importClause: clause, moduleSpecifier } = node;
      if (!from.test(moduleSpecifier.text) || clause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
      const bindings = clause?.namedBindings;
      if (!bindings || !ts.isNamedImports(bindings) || clause.name) return [`${moduleSpecifier.text} as a whole`];
      const names = bindings.elements.filter(({ isTypeOnly }) => !isTypeOnly);
      return names.map(({ name, propertyName }) => (propertyName ?? name).text);
    }
    const isCall = ts.isCallExpression(node) && /^(import|require|getBuiltinModule)$/.test(lastOf(node.expression));
    const [module] = isCall ? node.arguments : [];
    return module && ts.isStringLiteral(module) && from.test(module.text) ? [`${module.text} as a whole`] : [];
  }
  const lastOf = (node: ts.Expression): string =>
    ts.isPropertyAccessExpression(node) ? node.name.text : node.getText();

  /** A name of the runtime that opens connections, used and not only declared or taken as a member of something. */
  const GLOBALS = new Set(['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest']);
  function calledGlobal({ node }: Place): boolean {
    if (!ts.isIdentifier(node) || !GLOBALS.has(node.text)) return false;
    const { parent } = node;
    const isMember =
      ts.isPropertyAccessExpression(parent) && parent.name === node && parent.expression.getText() !== 'globalThis';
    const isName =
      (ts.isMethodDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) &&
      parent.name === node;
    return !isMember && !isName && !ts.isTypeQueryNode(parent);
  }

  function reaching(place: Place): readonly string[] {
    const risky = imported(place, NETWORK).filter((name) => !HARMLESS.has(name));
    return calledGlobal(place) ? [...risky, place.node.getText()] : risky;
  }

  const product = placesOfProduct();
  const listed = (found: (place: Place) => readonly string[]) =>
    [...new Set(product.flatMap((place) => found(place).map((name) => `${place.file}: ${name}`)))].sort();

  it('outside the one room for it calls no other machine, but for the diagnosis of an event store', () => {
    expect(listed(reaching)).toEqual([
      'libs/platform/event-store/kurrentdb.diagnosis.ts: connect',
      'libs/platform/outside/outside.ts: lookup',
      'libs/platform/outside/outside.ts: request',
    ]);
  });

  it('imports a package that calls other machines only where stores are opened and tokens are checked', () => {
    const files = new Set(listed((place) => imported(place, CALLING)).map((line) => line.split(': ')[0]));
    const places = [...files].map((file = '') => file.replace(/\/(kurrentdb|postgres)[^/]*$/, '/$1…'));
    expect([...new Set(places)]).toEqual([
      'apps/cli/kurrentdb…',
      'libs/identity/oidc.handler.ts',
      'libs/identity/provider.handler.ts',
      'libs/platform/db/pools.ts',
      'libs/platform/db/side-database.ts',
      'libs/platform/embedded-postgres/embedded-postgres.ts',
      'libs/platform/event-store/kurrentdb…',
      'libs/platform/event-store/postgres…',
    ]);
    expect(listed((place) => imported(place, /^jose$/)).filter((line) => line.includes('Remote'))).toEqual([]);
  });

  it.each([
    "import { request } from 'node:https';",
    "import * as net from 'net';",
    "import dgram from 'node:dgram';",
    "const { connect } = await import('node:tls');",
    "const http = process.getBuiltinModule('http');",
    "import { fetch } from 'undici';",
    "await fetch('https://example.org');",
    'const call = globalThis.fetch;',
    "new WebSocket('wss://example.org');",
  ])('that calls another machine is detected: %s', (source) => {
    expect(placesIn('x.ts', source).flatMap(reaching)).not.toEqual([]);
  });

  it.each([
    "import type { Socket } from 'node:net';",
    "import { type LookupAddress } from 'node:dns';",
    'await outside.fetch(purpose, address);',
  ])('that calls nobody is let be: %s', (source) => {
    expect(placesIn('x.ts', source).flatMap(reaching)).toEqual([]);
  });
});

describe('a call outside', () => {
  let traps: readonly Trap[];
  let provider: Server;
  let connections = 0;
  let trapPort: number;
  let location = '';

  beforeAll(async () => {
    const trap = createTrap((socket) => {
      connections++;
      socket.destroy();
    });
    trapPort = await listening(trap, '127.0.0.1', 0);
    const sixth = createTrap((socket) => {
      connections++;
      socket.destroy();
    });
    await listening(sixth, '::1', trapPort);
    traps = [trap, sixth];
    provider = createServer((request, response) => {
      if (request.url === '/slow') return;
      if (request.url === '/long') response.end('x'.repeat(2000));
      else if (request.url === '/cut')
        response.writeHead(200, { 'content-length': '10' }).write('x', () => response.destroy());
      else if (request.url === '/packed') response.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
      else if (request.url === '/moved') response.writeHead(302, { location }).end();
      else response.end('well');
    });
    await listening(provider, '127.0.0.1', 0);
  });
  beforeEach(() => {
    connections = 0;
  });
  afterAll(() => {
    for (const server of [...traps, provider]) server.close();
    provider.closeAllConnections();
  });

  const listening = (server: Server | Trap, host: string, port: number) =>
    new Promise<number>((done, failed) => {
      server.once('error', failed).listen(port, host, () => {
        done((server.address() as AddressInfo).port);
      });
    });

  const purpose = 'identity provider';
  const target = (origin: string, inside = false): Target => ({ purpose, origin, inside });
  const own = () => `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;

  /** How a call ended, in one line. */
  async function tried(outside: Outside, address: string, of = purpose): Promise<string> {
    try {
      const answer = await outside.fetch(of, address);
      return `${answer.status} ${await answer.text()}`;
    } catch (error) {
      if (error instanceof OutsideRefused) return `refused: ${error.why}`;
      if (error instanceof OutsideFailed) return error.message;
      return error instanceof TypeError ? 'no address' : `fault: ${String(error)}`;
    }
  }

  /** This machine, and where a cloud keeps its credentials, in every spelling that some library reads. */
  const HOSTS =
    '127.0.0.1 localhost 127.1 2130706433 0177.0.0.1 0x7f.0.0.1 0x7f000001 127.000.000.001 0.0.0.0 0 ①②⑦.0.0.1 ' +
    '[::1] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] 169.254.169.254 [fe80::1] ' +
    '[fd00:ec2::254] trap.example';
  const spellings = () => HOSTS.split(' ').map((host) => `https://${host}:${trapPort}/`);
  const toTrap: Resolve = (_, answer) => {
    answer(null, [{ address: '127.0.0.1', family: 4 }]);
  };

  it('goes to no address that the configuration does not name, however it is spelled', async () => {
    const outside = new Outside([target('https://id.example')], toTrap);
    const others = ['https://id.example.org/', 'https://id.example:8443/', 'http://id.example/', 'file:///etc/passwd'];
    others.push('https://user@id.example/', `http://127.0.0.1:${trapPort}/`);
    for (const address of spellings().concat(others))
      expect([address, await tried(outside, address)]).toEqual([address, 'refused: not on the list']);
    expect([await tried(outside, 'https://id.example/', 'webhook'), connections]).toEqual([
      'refused: not on the list',
      0,
    ]);
  });

  it('goes to no address of this machine or its network, although the configuration names the host', async () => {
    for (const address of spellings()) {
      const outside = new Outside([target(new URL(address).origin)], toTrap);
      const told = await tried(outside, address);
      expect([address, told]).toEqual([address, 'refused: address not allowed']);
    }
    expect(connections).toBe(0);
  });

  it('is refused if the DNS answers with an address inside, also the second time or beside a public one', async () => {
    let asked = 0;
    const rebinding: Resolve = (_, answer) => {
      asked++;
      answer(null, [{ address: asked === 1 ? '192.0.2.1' : '127.0.0.1', family: 4 }]);
    };
    const mixed: Resolve = (_, answer) => {
      answer(
        null,
        ['8.8.8.8', '127.0.0.1'].map((address) => ({ address, family: 4 })),
      );
    };
    const origin = `https://id.example:${trapPort}`;
    for (const resolve of [rebinding, rebinding, mixed, toTrap])
      expect(await tried(new Outside([target(origin)], resolve), origin)).toBe('refused: address not allowed');
    expect([asked, connections]).toEqual([2, 0]);
  });

  it('reaches the internal network where the operator named the host as inside, which the trap sees', async () => {
    const origin = `https://id.example:${trapPort}`;
    const told = await tried(new Outside([target(origin, true)], toTrap), origin);
    expect(told).toBe('a call outside failed: no answer');
    expect(connections).toBe(1);
    const cloud: Resolve = (_, answer) => {
      answer(null, [{ address: '169.254.169.254', family: 4 }]);
    };
    expect(await tried(new Outside([target(origin, true)], cloud), origin)).toBe('refused: address not allowed');
  });

  it('follows no redirect', async () => {
    const outside = new Outside([target(own())]);
    for (const to of spellings().concat(`http://127.0.0.1:${trapPort}/`)) {
      location = new URL(to).href;
      expect(await tried(outside, `${own()}/moved`)).toBe('302 ');
    }
    expect(connections).toBe(0);
  });

  it('ends when the answer is too long, too slow, cut off or compressed', async () => {
    const outside = new Outside([target(own())], undefined, { bytes: 1000, ms: 300 });
    expect(await tried(outside, `${own()}/`)).toBe('200 well');
    expect(await tried(outside, `${own()}/long`)).toBe('a call outside failed: the answer is too long');
    expect(await tried(outside, `${own()}/slow`)).toBe('a call outside failed: no answer in time');
    expect(await tried(outside, `${own()}/cut`)).toMatch(/^a call outside failed: /);
    expect(await tried(outside, `${own()}/packed`)).toBe('a call outside failed: the answer is compressed');
  });

  it('goes nowhere from a product without a list', async () => {
    expect(await tried(new Outside([]), own())).toBe('refused: not on the list');
  });
});
