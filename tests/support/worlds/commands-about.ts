import type { Recordable } from '#kernel/decider';
import type { Operation } from '../servers/api.js';

export type CommandRoute = Operation & { readonly category: string };

/**
 * The routes of commands that name a record, with the kind of the record: those of deciders, confirmations, returns,
 * corrections and annulments.
 */
export function commandsAbout(operations: readonly Operation[], kinds: readonly Recordable[]): readonly CommandRoute[] {
  return commandRoutes(operations, kinds).filter(({ path }) => path.includes('{'));
}

/** The routes of all commands, with the kind of record, also those that begin a record without naming it. */
export function commandRoutes(operations: readonly Operation[], kinds: readonly Recordable[]): readonly CommandRoute[] {
  const ofCommand = new Map(
    kinds.flatMap(({ category, commandNames }) => commandNames.map((name) => [name, category])),
  );
  const kindOf = ({ permission = '' }: Operation) => ofCommand.get(permission);
  const controllerOf = ({ operationId }: Operation) => operationId.split('_')[0];
  return operations
    .filter(({ method }) => method === 'POST')
    .flatMap((one) => {
      // A correction belongs to the same kind of record as the other routes of its controller.
      const isEntry = one.permission === 'CorrectEntry' || one.permission === 'AnnulEntry';
      const sibling = isEntry
        ? operations.find((other) => controllerOf(other) === controllerOf(one) && kindOf(other))
        : one;
      const category = sibling && kindOf(sibling);
      return category ? [{ ...one, category }] : [];
    });
}
