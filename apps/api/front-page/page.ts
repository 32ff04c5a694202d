import type { Html } from './html.js';
import { html } from './html.js';
import type { Line } from './lines.js';

const STYLE = `
:root { color-scheme: light; --ink: #1d1d1f; --quiet: #5b5b63; --line: #dcdce2; --red: #a3131a; }
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
@media print { form, nav { display: none; } body { background: #fff; } }
`;

/** What surrounds the lines. */
export interface Frame {
  readonly ward: string;
  readonly asOf: string;
  readonly knownAt: string;
  /** Addresses of the lists and the programming interface. */
  readonly links: readonly { readonly href: string; readonly vi: string; readonly en: string }[];
}

/** The whole page, without script: it prints, and it works in any browser. */
export const page = ({ ward, asOf, knownAt, links }: Frame, lines: readonly Line[]): string =>
  documentOf(
    html`<h1>Minh Chứng <small>· kiểm tra, giám sát, kỷ luật | inspection, supervision, discipline</small></h1>
      <p class="ward">${ward}</p>
      <ol>
        ${lines.map(
          ({ key, vi, en }) =>
            html`<li class="${key}">
              <p lang="vi">${vi}</p>
              <p lang="en">${en}</p>
            </li> `,
        )}
      </ol>
      <form method="get" action="/">
        <label>Tính đến ngày | As of<input type="date" name="asOf" value="${asOf}" /></label>
        <label
          >Theo dữ liệu ghi nhận đến hết ngày | As known on<input type="date" name="knownAt" value="${knownAt}"
        /></label>
        <button>Xem | Show</button>
      </form>
      <nav>
        <ul>
          ${links.map(({ href, vi, en }) => html`<li><a href="${href}">${vi}</a> | ${en}</li> `)}
        </ul>
      </nav>`,
  );

/** A page that has nothing to count yet. */
export const emptyPage = (links: Frame['links'], sentence: { readonly vi: string; readonly en: string }): string =>
  documentOf(
    html`<h1>Minh Chứng</h1>
      <p lang="vi">${sentence.vi}</p>
      <p lang="en">${sentence.en}</p>
      <nav>
        <ul>
          ${links.map(({ href, vi, en }) => html`<li><a href="${href}">${vi}</a> | ${en}</li> `)}
        </ul>
      </nav>`,
  );

/** The document around a body. */
export const documentOf = (body: Html): string => `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Minh Chứng</title>
<style>${STYLE}</style>
</head>
<body><main>
${body.text}
</main></body>
</html>
`;
