import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

const PERMISSION = Symbol('permission');
const PUBLIC = Symbol('public');
const IN_TROUBLE = Symbol('in trouble');

/**
 * Opens a handler: the name of the one command that it gives (`RenameOrganization`) or of what it reads
 * (`read:organizations`). A handler without it answers nobody. The API's document says it as `x-permission`.
 */
export const Can = (permission: string) =>
  applyDecorators(SetMetadata(PERMISSION, permission), ApiExtension('x-permission', permission));

/** Opens a handler to everybody, unasked: what somebody needs before they can be asked who they are. */
export const Public = () => applyDecorators(SetMetadata(PUBLIC, true), ApiExtension('x-public', true));

/** The permission that a handler asks for, or undefined for a handler that nobody may call. */
export function permissionOf(handler: object): string | undefined {
  const permission: unknown = Reflect.getMetadata(PERMISSION, handler);
  return typeof permission === 'string' ? permission : undefined;
}

export const isPublic = (handler: object): boolean => Reflect.getMetadata(PUBLIC, handler) === true;

/** A handler that answers while the log is in trouble, too: what somebody needs who is to settle it. */
export const InTrouble = () => SetMetadata(IN_TROUBLE, true);

export const answersInTrouble = (handler: object): boolean => Reflect.getMetadata(IN_TROUBLE, handler) === true;
