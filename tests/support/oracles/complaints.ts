import ts from 'typescript';

/** The errors that the compiler reports for sources that are in no file. */
export function complaints(sources: ReadonlyMap<string, string>): Map<string, string> {
  const { config } = ts.readConfigFile('tsconfig.json', (file) => ts.sys.readFile(file)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram([...sources.keys()], options, {
    ...host,
    fileExists: (file) => sources.has(file) || host.fileExists(file),
    readFile: (file) => sources.get(file) ?? host.readFile(file),
    getSourceFile: (file, how) => {
      const text = sources.get(file);
      return text === undefined ? host.getSourceFile(file, how) : ts.createSourceFile(file, text, how);
    },
  });
  return new Map(
    [...sources.keys()].map((file) => [
      file,
      [
        ...program.getSyntacticDiagnostics(program.getSourceFile(file)),
        ...program.getSemanticDiagnostics(program.getSourceFile(file)),
      ]
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
        .join('\n'),
    ]),
  );
}
