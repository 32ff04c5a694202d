import type { Type } from '@nestjs/common';
import type { Schemas } from '#kernel/command';
import type { StreamKind } from '#kernel/sentences';
import type { CodeList } from '#kernel/text';
import type { AnyProjection } from './projections/projection.js';

/** What a feature is to the programs: each exports one, and `apps/list-of-features.ts` lists them. */
export interface Feature {
  /** The name of its folder. */
  readonly name: string;
  /** Null: the feature is words only. */
  readonly module: Type | null;
  /** Each kind of stream with the sentences of its history. */
  readonly deciders: readonly StreamKind[];
  readonly projections: readonly AnyProjection[];
  /** Code lists by the name under which they are published. */
  readonly codeLists: Readonly<Record<string, CodeList>>;
  /** What its routes ask for, in groups of which `apps/roles.ts` makes the roles. */
  readonly permissions: Readonly<Record<string, readonly string[]>>;
}

/** Every permission that a feature names. */
export type PermissionOf<F extends Feature> = F extends Feature
  ? F['permissions'][keyof F['permissions']][number]
  : never;

/**
 * The commands of a decider as permissions, so that a new command is in the group of its feature by itself.
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
