/**
 * The native libraries that this project knows: the files that are one, and how its version is found in them. Texts of
 * binaries are searched, so a version is what the binary says of itself. `cpe` and `license` serve the list of
 * materials; a library without a `cpe` has none in the dictionary that scanners use.
 *
 * @typedef {object} Library
 * @property {string} name
 * @property {RegExp} [file] name of its files
 * @property {RegExp} [text] text with the version as its first group, searched in its own files
 * @property {RegExp} [anywhere] the same, searched in every file, since the library may be linked into another
 * @property {RegExp} [trace] text in every file that contains the library, where no text tells the version
 * @property {(found: string) => string} [read] the version from what was found
 * @property {string | ((version: string) => string)} [license] SPDX expression
 * @property {string} [supplier]
 * @property {string} [cpe] vendor and product
 */

/** libxml2 and libxslt name their version as a number: 20904 is 2.9.4. */
const ofNumber = (found) => [10_000, 100, 1].map((unit) => Math.floor(Number(found) / unit) % 100).join('.');

/** @type {readonly Library[]} */
export const LIBRARIES = [
  {
    name: 'postgresql',
    file: /^(postgres|initdb|pg_ctl)(\.exe)?$|^lib(pq|pq-oauth-18|ecpg|ecpg_compat|pgtypes)\.|^(isolationtester|pg_regress|pg_isolation_regress)$/,
    text: /PostgreSQL\) (\d+\.\d+)/,
    license: 'PostgreSQL',
    supplier: 'PostgreSQL Global Development Group',
    cpe: 'postgresql:postgresql',
  },
  {
    name: 'openssl',
    file: /^lib(crypto|ssl)[-.]/,
    text: /OpenSSL (\d+\.\d+\.\d+[a-z]*) {1,2}\d+ [A-Z][a-z]{2} \d{4}/,
    anywhere: /OpenSSL (\d+\.\d+\.\d+[a-z]*) {1,2}\d+ [A-Z][a-z]{2} \d{4}/,
    license: (version) => (version.startsWith('1.') ? 'OpenSSL' : 'Apache-2.0'),
    supplier: 'OpenSSL',
    cpe: 'openssl:openssl',
  },
  {
    name: 'zlib',
    file: /^libz\.|^zlib1\.dll$/,
    text: / deflate (\d+(?:\.\d+)+) Copyright/,
    anywhere: / deflate (\d+(?:\.\d+)+) Copyright/,
    license: 'Zlib',
    supplier: 'Jean-loup Gailly and Mark Adler',
    cpe: 'zlib:zlib',
  },
  {
    name: 'libxml2',
    file: /^libxml2\./,
    text: /[^ -~](2[01]\d{3})(?:-\w+)?\0/,
    read: ofNumber,
    license: 'MIT',
    supplier: 'GNOME',
    cpe: 'xmlsoft:libxml2',
  },
  {
    name: 'libxslt',
    file: /^libxslt\./,
    text: /\0(1\d{4})\0/,
    read: ofNumber,
    license: 'MIT',
    supplier: 'GNOME',
    cpe: 'xmlsoft:libxslt',
  },
  {
    name: 'icu',
    file: /^libicu(data|i18n|uc)\.|^icu(dt|in|io|tu|uc)\d+\.dll$/,
    text: /(?:libicu\w+\.so\.|\0)(\d\d\.\d)\0/,
    license: (version) => (Number.parseInt(version) < 76 ? 'ICU' : 'Unicode-3.0'),
    supplier: 'Unicode Consortium',
    cpe: 'icu-project:international_components_for_unicode',
  },
  {
    name: 'xz',
    file: /^liblzma\./,
    text: /\0(5\.\d+\.\d+)\0/,
    supplier: 'The Tukaani Project',
    cpe: 'tukaani:xz',
  },
  { name: 'lz4', file: /^liblz4\./, text: /\0(1\.\d+\.\d+)\0/, license: 'BSD-2-Clause', cpe: 'lz4_project:lz4' },
  {
    name: 'zstd',
    file: /^libzstd\./,
    text: /\0(1\.\d+\.\d+)\0/,
    license: 'BSD-3-Clause OR GPL-2.0-only',
    supplier: 'Meta',
    cpe: 'facebook:zstandard',
  },
  { name: 'ossp-uuid', file: /^libossp-uuid\./, anywhere: /OSSP uuid (\d+\.\d+\.\d+) \(/, supplier: 'OSSP' },
  {
    name: 'krb5',
    file: /^lib(krb5|krb5support|k5crypto|gssapi_krb5)\./,
    text: /KRB5_BRAND: krb5-(\d+(?:\.\d+)+)/,
    license: 'MIT',
    supplier: 'MIT',
    cpe: 'mit:kerberos_5',
  },
  { name: 'com_err', file: /^libcom_err\./ },
  { name: 'libedit', file: /^libedit\./, license: 'BSD-3-Clause' },
  { name: 'libuuid', file: /^libuuid\./ },
  {
    name: 'libiconv',
    file: /^libiconv[-.]/,
    license: 'LGPL-2.1-or-later',
    supplier: 'GNU',
    cpe: 'gnu:libiconv',
  },
  { name: 'libintl', file: /^libintl[-.]/, license: 'LGPL-2.1-or-later', supplier: 'GNU', cpe: 'gnu:gettext' },
  { name: 'winpthreads', file: /^libwinpthread-/, supplier: 'MinGW-w64' },
  {
    name: 'curl',
    file: /^libcurl\./,
    text: /libcurl\/(\d+\.\d+\.\d+)/,
    license: 'curl',
    supplier: 'curl',
    cpe: 'haxx:libcurl',
  },
  {
    name: 'wxwidgets',
    file: /^wx(base|msw)\w+\.dll$/,
    license: 'LGPL-2.0-or-later WITH WxWindows-exception-3.1',
    supplier: 'wxWidgets',
    cpe: 'wxwidgets:wxwidgets',
  },
  {
    name: 'libpng',
    anywhere: /libpng version (\d+\.\d+\.\d+)/,
    license: 'libpng-2.0',
    supplier: 'libpng',
    cpe: 'libpng:libpng',
  },
  { name: 'pcre2', anywhere: /\0(10\.\d\d) 20\d\d-\d\d-\d\d\0/, license: 'BSD-3-Clause', cpe: 'pcre:pcre2' },
  { name: 'libexpat', trace: /expat: Accounting/, license: 'MIT', cpe: 'libexpat_project:libexpat' },
  { name: 'libjpeg', trace: /Thomas G\. Lane/, supplier: 'Independent JPEG Group', cpe: 'ijg:libjpeg' },
  { name: 'libtiff', trace: /Sam Leffler/, license: 'libtiff', cpe: 'libtiff:libtiff' },
  // Rust's standard library is linked into what is written in Rust. The compiler's commit is always named, its version not.
  {
    name: 'rust',
    anywhere: /rustc version (\d+\.\d+\.\d+)/,
    trace: /\/rustc\/[0-9a-f]{40}/,
    license: 'MIT OR Apache-2.0',
    supplier: 'The Rust Project',
    cpe: 'rust-lang:rust',
  },
  // Programs of the installer for Windows whose source is not known
  { name: 'testplug', file: /^testplug\.dll$/ },
];
