import type { Type } from '@nestjs/common';

/** Decorators of one parameter of a method. */
type Decorates = (target: object, method: string, index: number) => void;

/** A generated method of a controller. */
export interface MadeRoute {
  readonly handler: (...given: readonly unknown[]) => unknown;
  readonly parameters: readonly { readonly type: unknown; readonly decorator: Decorates }[];
  readonly decorators: readonly MethodDecorator[];
}

/**
 * Adds a method with its decorators, as the compiler does. @throws if the class already has a method of that name
 */
export function addRoute(controller: Type, name: string, { handler, parameters, decorators }: MadeRoute): void {
  const proto = controller.prototype as object;
  if (Object.hasOwn(proto, name))
    throw new Error(`${controller.name} already has a method ${name}; give the route another name`);
  Object.defineProperty(handler, 'name', { value: name }); // the operation's name in the API's document
  Object.defineProperty(proto, name, { value: handler, writable: true, configurable: true });
  const types = parameters.map(({ type }) => type);
  Reflect.defineMetadata('design:paramtypes', types, proto, name);
  // From last to first, as the compiler does: the API's document then lists parameters in the order of the path.
  for (const [i, { decorator }] of [...parameters.entries()].reverse()) decorator(proto, name, i);
  const descriptor = Object.getOwnPropertyDescriptor(proto, name);
  if (descriptor) for (const decorate of decorators) decorate(proto, name, descriptor);
}
