/** The part of OpenAPI 3.1 that our document uses. */
export interface OpenApiDocument {
  openapi: "3.1.0";
  info: {
    title: string;
    version: string;
    description: string;
    license: { name: string; identifier: string };
  };
  servers: { url: string; description: string }[];
  tags: { name: string }[];
  /** By address, then by method in lower case. */
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    parameters: Record<string, Parameter>;
    headers: Record<string, { description: string; schema: Schema }>;
    securitySchemes: Record<string, SecurityScheme>;
  };
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  /** Who may call: the kind of the route's access rule. */
  "x-access": "employee" | "user" | "worker" | "webhook" | "open";
  /** The permission an employee needs. */
  "x-permission"?: string;
  security: Record<string, string[]>[];
  parameters: (Parameter | Reference)[];
  requestBody?: { description: string; required: boolean; content: Content };
  /** By status. */
  responses: Record<string, OperationResponse>;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description?: string;
  schema: Schema;
}

export interface OperationResponse {
  description: string;
  headers: Record<string, Reference>;
  content: Content;
}

/** By media type. */
export type Content = Record<string, { schema: Schema }>;

export interface Reference {
  $ref: string;
}

export type SecurityScheme =
  | { type: "http"; scheme: "bearer"; bearerFormat: "JWT"; description: string }
  | { type: "apiKey"; in: "header"; name: string; description: string };

export type Literal = string | number | boolean | null;

/** The part of JSON Schema 2020-12 that our contracts come to. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  title?: string;
  description?: string;
  enum?: Literal[];
  const?: Literal;
  default?: unknown;
  examples?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  propertyNames?: Schema;
  items?: Schema;
  prefixItems?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  contentMediaType?: string;
  /** Of the problem schema: status and title of each code. */
  "x-problems"?: Record<string, { status: number; title: string }>;
}
