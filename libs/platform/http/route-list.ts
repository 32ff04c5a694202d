/** Finds the methods that an address accepts, for the answer to a request that has no route. */
export class RouteList {
  readonly #routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];

  /** @param url the route pattern of Fastify: `/api/organizations/:id/renaming` */
  add(url: string, method: string | string[]): void {
    if (url.includes('*')) return;
    const pattern = url
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      .join('/');
    this.#routes.push({ pattern: new RegExp(`^${pattern}$`), methods: [method].flat() });
  }

  methodsOf(address: string): string[] {
    const [path = ''] = address.split('?', 1);
    const found = this.#routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods);
    return [...new Set(found)].sort();
  }
}
