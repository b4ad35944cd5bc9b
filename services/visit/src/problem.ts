export * from '@drystone/problems';
