import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

const PERMISSION = Symbol('permission');
const PUBLIC = Symbol('public');
const OWN_ACCOUNT = Symbol('own account');
const IN_TROUBLE = Symbol('in trouble');

/**
 * Opens a handler to callers who hold a permission. The permission is the name of the handler's command
 * (`RenameOrganization`) or names what the handler reads (`read:organizations`). A handler without this decorator
 * refuses every caller. The API's document shows the permission as `x-permission`.
 */
export const Can = (permission: string) =>
  applyDecorators(SetMetadata(PERMISSION, permission), ApiExtension('x-permission', permission));

/** Opens a handler to everyone, without authentication: for routes that a caller needs before signing in. */
export const Public = () => applyDecorators(SetMetadata(PUBLIC, true), ApiExtension('x-public', true));

/**
 * Opens a handler to every person who is signed in, whatever their roles, and also in a session that may do nothing
 * else: for what a person does with their own account.
 */
export const OwnAccount = () => applyDecorators(SetMetadata(OWN_ACCOUNT, true), ApiExtension('x-own-account', true));

export const isOwnAccount = (handler: object): boolean => Reflect.getMetadata(OWN_ACCOUNT, handler) === true;

/** The permission that a handler requires; undefined for a handler that no caller may use. */
export function permissionOf(handler: object): string | undefined {
  const permission: unknown = Reflect.getMetadata(PERMISSION, handler);
  return typeof permission === 'string' ? permission : undefined;
}

export const isPublic = (handler: object): boolean => Reflect.getMetadata(PUBLIC, handler) === true;

/** Lets a handler answer while the log has an alarm: for the routes that settle the alarm. */
export const InTrouble = () => SetMetadata(IN_TROUBLE, true);

export const answersInTrouble = (handler: object): boolean => Reflect.getMetadata(IN_TROUBLE, handler) === true;
