/** The commissioning service over HTTP. */

import { refuseMisfits } from '@drystone/problems/openapi';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Commissioning } from '../commissioning.ts';
import { addBarrierRoutes } from './barrier-routes.ts';
import { addContractRoutes } from './contract-routes.ts';
import { addEngagementRoutes } from './engagement-routes.ts';
import { addEvaluationRoutes } from './evaluation-routes.ts';
import { addKpiRoutes } from './kpi-routes.ts';
import { addProblemRoutes } from './problem-routes.ts';
import { addProcessRoutes, type ProcessRoutesOptions } from './process-routes.ts';
import { addSharingRoutes } from './sharing-routes.ts';
import { addTenderRoutes } from './tender-routes.ts';
import { addBidRoutes } from './bid-routes.ts';
import { addOpenerRoutes } from './opener-routes.ts';
import { addProviderRoutes } from './provider-routes.ts';

/** Routes below `/api`. Problems are thrown; the server that mounts them renders problem details. */
export function createCommissioningApi(commissioning: Commissioning, options: ProcessRoutesOptions): OpenAPIHono {
  const api = new OpenAPIHono({ defaultHook: refuseMisfits as never });
  addBarrierRoutes(api, commissioning, options);
  addProcessRoutes(api, commissioning, options);
  addContractRoutes(api, commissioning, options.callerOf);
  addEvaluationRoutes(api, commissioning, options.callerOf);
  addSharingRoutes(api, commissioning, options);
  addProblemRoutes(api, commissioning, options);
  addEngagementRoutes(api, commissioning, options);
  addKpiRoutes(api, commissioning, options.callerOf);
  addTenderRoutes(api, commissioning, options);
  addOpenerRoutes(api, commissioning, options);
  addBidRoutes(api, commissioning, options);
  addProviderRoutes(api, commissioning, options);
  return api;
}
