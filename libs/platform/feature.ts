import type { Type } from '@nestjs/common';
import type { Schemas } from '#kernel/command';
import type { StreamKind } from '#kernel/sentences';
import type { CodeList } from '#kernel/text';
import type { AnyProjection } from './projections/projection.js';

/** A feature as the programs see it: each feature exports one, and `apps/list-of-features.ts` lists them. */
export interface Feature {
  /** The name of the feature's folder. */
  readonly name: string;
  /** Null for a feature without a Nest module. */
  readonly module: Type | null;
  /** Each kind of stream with the sentences of its history. */
  readonly deciders: readonly StreamKind[];
  readonly projections: readonly AnyProjection[];
  /** Code lists by their published name. */
  readonly codeLists: Readonly<Record<string, CodeList>>;
  /** Permissions that its routes need, in groups from which `apps/roles.ts` composes the roles. */
  readonly permissions: Readonly<Record<string, readonly string[]>>;
}

/** Every permission of a feature. */
export type PermissionOf<F extends Feature> = F extends Feature
  ? F['permissions'][keyof F['permissions']][number]
  : never;

/**
 * The commands of a decider as permissions. A new command thus joins the group of its feature automatically.
 *
 * @param apart commands that belong to another group
 */
export function commandsOf<C extends Schemas, A extends keyof C & string = never>(
  { commands }: { readonly commands: C },
  apart: readonly A[] = [],
): readonly Exclude<keyof C & string, A>[] {
  const others = new Set<string>(apart);
  return Object.keys(commands).filter((name): name is Exclude<keyof C & string, A> => !others.has(name));
}
