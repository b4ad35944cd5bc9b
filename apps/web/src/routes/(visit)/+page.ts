/** The first page needs no script: its form, chips and map are plain HTML and CSS. */
export const csr = false;
