/** Whether claims of a token say that a second factor was checked, in one of the values that the operator named. */
export function hasSecondFactor(
  { acr, amr }: Readonly<Record<string, unknown>>,
  { secondFactor }: { readonly secondFactor: readonly string[] },
): boolean {
  const told: readonly unknown[] = [acr, ...(Array.isArray(amr) ? (amr as unknown[]) : [])];
  return told.some((value) => typeof value === 'string' && secondFactor.includes(value));
}
