/** The routes of the sample that an operator starts with. `GET /branches/:id` is left for him to discover. */
export const routeTemplates = [
  { method: 'GET', template: '/rates' },
  { method: 'GET', template: '/accounts/:id' },
  { method: 'GET', template: '/accounts/:id/transactions' },
  { method: 'GET', template: '/accounts/:id/balance' },
  { method: 'GET', template: '/statements/:id' },
  { method: 'GET', template: '/reports/:id' },
  { method: 'POST', template: '/accounts/:id/transactions' },
  { method: 'PATCH', template: '/accounts/:id' },
] as const satisfies readonly RouteTemplate[];

export interface RouteTemplate {
  method: 'GET' | 'POST' | 'PATCH';
  template: string;
}
