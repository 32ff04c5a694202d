import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Uuid } from '#kernel/ids';
import type { Actor } from '#kernel/record';
import { Problem } from './problems.js';

const PERMISSION = Symbol('permission');

/**
 * Opens a handler: the name of the one command that it gives (`RenameOrganization`) or of what it reads
 * (`read:organizations`). A handler without it answers nobody.
 */
export const Can = (permission: string) => SetMetadata(PERMISSION, permission);

/** The permission that a handler asks for, or undefined for a handler that nobody may call. */
export function permissionOf(handler: object): string | undefined {
  const permission: unknown = Reflect.getMetadata(PERMISSION, handler);
  return typeof permission === 'string' ? permission : undefined;
}

/** Everybody who can reach 127.0.0.1, until identities exist: one fixed clerk of the demo store. */
export const DEMO_ACTOR: Actor = {
  id: Uuid.parse('00000000-0000-4000-8000-000000000001'),
  role: 'clerk',
  organizationId: null,
  delegationId: null,
};

/** Who acts. */
export const By = createParamDecorator((): Actor => DEMO_ACTOR);

/**
 * Refuses every handler that does not say what it needs. Bound to handlers, never to paths: path rules of the server below
 * have been got around by spelling a path differently (CVE-2025-69211, CVE-2026-2293).
 */
@Injectable()
export class DefaultDeny implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (permissionOf(context.getHandler()) === undefined) throw new Problem('forbidden');
    return true;
  }
}
