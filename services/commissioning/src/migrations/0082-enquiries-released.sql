-- What the last release that told of it said, by its digest: a release tells what is new or changed, and merging makes it whole.
alter table commissioning.enquiry add column released text;
