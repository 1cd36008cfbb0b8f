import { limits, methods } from '@delta-guard/protocol';
import { z } from 'zod';

/** What a person types to add a route. Whether the template fits among the others is for the server to say. */
export const routeFormSchema = z.object({
  method: z.enum(methods),
  template: z
    .string()
    .trim()
    .startsWith('/', 'A template begins with a slash, such as /accounts/:id')
    .max(limits.pathLengthMax, `At most ${limits.pathLengthMax} characters`)
    .refine((text) => !/[?#\s]/.test(text), 'A template has no query, fragment or blank'),
  policy: z.string().min(1),
});
export type RouteForm = z.infer<typeof routeFormSchema>;
