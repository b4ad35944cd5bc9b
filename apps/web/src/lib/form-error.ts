/** What is wrong with one field of a form, and how to mend it. */
export interface FormError {
  /** Id of the field on the page; empty where it is the whole form's. */
  readonly field: string;
  readonly message: string;
  readonly mend?: string | undefined;
  /** Where it is mended, when that is on another page. */
  readonly href?: string | undefined;
}

export const errorOf = (errors: readonly FormError[], field: string): FormError | undefined =>
  errors.find((error) => error.field === field);
