import { allRoutes, type RouteParts } from '../routes/index.ts';
import { describeApi, type OpenApiDocument } from './document.ts';

/** The description without a hub: routes are only told of, never called. */
export const describeOffline = (version: string): OpenApiDocument =>
  describeApi(allRoutes({ services: {}, version } as RouteParts), { version });
