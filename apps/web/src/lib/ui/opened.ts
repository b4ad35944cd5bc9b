/** Attributes of a `<details>` that begins open. Without them it is left alone: what somebody opened before the script arrived stays open. */
export const opened = (is: boolean): { readonly open?: true } => (is ? { open: true } : {});
