import type { Type } from '@nestjs/common';

/** What decorates one parameter of a method. */
type Decorates = (target: object, method: string, index: number) => void;

/** A method of a controller that is made and not written. */
export interface MadeRoute {
  readonly handler: (...given: readonly unknown[]) => unknown;
  readonly parameters: readonly { readonly type: unknown; readonly decorator: Decorates }[];
  readonly decorators: readonly MethodDecorator[];
}

/** Adds a method with its decorators, as the compiler would. @throws where the class has a method of that name */
export function addRoute(controller: Type, name: string, { handler, parameters, decorators }: MadeRoute): void {
  const proto = controller.prototype as object;
  if (Object.hasOwn(proto, name)) throw new Error(`${controller.name} has a method ${name} already`);
  Object.defineProperty(handler, 'name', { value: name }); // by which the API's document calls it
  Object.defineProperty(proto, name, { value: handler, writable: true, configurable: true });
  const types = parameters.map(({ type }) => type);
  Reflect.defineMetadata('design:paramtypes', types, proto, name);
  // From the last to the first, as the compiler does: the API's document lists them in the order of the address then.
  for (const [i, { decorator }] of [...parameters.entries()].reverse()) decorator(proto, name, i);
  const descriptor = Object.getOwnPropertyDescriptor(proto, name);
  if (descriptor) for (const decorate of decorators) decorate(proto, name, descriptor);
}
