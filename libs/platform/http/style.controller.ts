import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from './actor.js';

/** The style is a file of its own, so that pages need no inline styles. */
const STYLE = `:root { color-scheme: light; --ink: #1d1d1f; --quiet: #5b5b63; --line: #dcdce2; --red: #a3131a; }
* { box-sizing: border-box; }
body { margin: 0; font: 17px/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; color: var(--ink); background: #fafafa; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h1 small { font-weight: 400; color: var(--quiet); font-size: 1rem; }
.ward { margin: 0 0 1.5rem; color: var(--quiet); }
nav { margin-top: 1.5rem; } ol { list-style: none; margin: 0; padding: 0; background: #fff; border: 1px solid var(--line); border-radius: 6px; }
ol li { padding: .7rem 1.1rem; border-top: 1px solid var(--line); } ol li:first-child { border-top: 0; }
li p { margin: 0; } li p[lang=en] { color: var(--quiet); font-size: .86rem; }
li.sample { color: var(--red); font-weight: 600; } li.sample p[lang=en] { color: var(--red); }
li.all p[lang=vi] { font-size: 1.2rem; } li.all strong { font-size: 1.8rem; line-height: 1.2; } li.all p[lang=en] strong { font-size: inherit; }
a { color: var(--red); } form { margin: 1.25rem 0; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; }
label { display: grid; gap: .2rem; font-size: .86rem; color: var(--quiet); } input, button { font: inherit; padding: .3rem .5rem; }
nav ul { padding-left: 1.1rem; } table { border-collapse: collapse; width: 100%; background: #fff; } td, th { border: 1px solid var(--line); padding: .4rem .6rem; text-align: left; }
@media (max-width: 40rem) {
  main { padding: 1.25rem .75rem 2rem; } td, th, li { overflow-wrap: anywhere; }
  table.list thead { display: none; } table.list, table.list tbody, table.list tr, table.list td { display: block; }
  table.list tr { border: 1px solid var(--line); margin-bottom: .6rem; padding: .3rem .6rem; } table.list td { border: 0; padding: .1rem 0; }
  table.list td:empty { display: none; }
  table.list td[title]::before { content: attr(title) ": "; color: var(--quiet); font-size: .86rem; }
}
@media print { form, nav { display: none; } body { background: #fff; } }
form.sign-in { display: grid; max-width: 22rem; } form.sign-in button { justify-self: start; }
.qr svg { width: 15rem; height: 15rem; background: #fff; }
.session { margin: 0; float: right; } main { overflow-wrap: break-word; } h2 { font-size: 1.1rem; margin: 1.5rem 0 .4rem; }
ul.pairs { padding-left: 1.1rem; } p.quiet { color: var(--quiet); font-size: .86rem; } p.wrong { color: var(--red); font-weight: 600; }
@media (max-width: 40rem) { .session { float: none; margin: .25rem 0 .75rem; } }
`;

/** The style of the server's pages. */
@ApiExcludeController()
@Controller()
export class StyleController {
  @Get('style.css')
  @Public()
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'public, max-age=3600')
  style(): string {
    return STYLE;
  }
}
