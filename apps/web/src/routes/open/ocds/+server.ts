export { GET } from '../+server.ts';
