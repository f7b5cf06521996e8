// Made from the routes of every flow by `deno task generate`.
import type { OpenApiDocument } from "./open-api.ts";

export const document: OpenApiDocument = {
  "openapi": "3.1.0",
  "info": {
    "title": "Frontdesk",
    "version": "1",
    "description": "Each flow is one address under `/functions/v1`.\n\n**Who asks.** People send the access token they got by signing in as `authorization: Bearer …`. What is about a business names it in `x-business-id`: that selects, it never opens anything. Rights are read anew for each request, so what is taken away is gone at once.\n\n**Refusals.** Whatever goes wrong is answered as `application/problem+json` with a stable `code`. What exists in another business is `not_found`, like what doesn't exist at all. An address that no flow has is `not_found`, a method it doesn't take `method_not_allowed`.\n\n**Pages.** A list answers with `next`: send it as `cursor` for the page after; `null` means that there is none.\n\n**Times** are in UTC, as RFC 3339 writes them.",
    "license": {
      "name": "MIT",
      "identifier": "MIT"
    }
  },
  "servers": [
    {
      "url": "/functions/v1",
      "description": "Where this document was read"
    }
  ],
  "tags": [
    {
      "name": "api-docs"
    },
    {
      "name": "conversations"
    },
    {
      "name": "email-dispatch"
    },
    {
      "name": "email-templates"
    },
    {
      "name": "email-unsubscribe"
    },
    {
      "name": "health"
    },
    {
      "name": "notifications"
    },
    {
      "name": "push-dispatch"
    },
    {
      "name": "push-subscriptions"
    },
    {
      "name": "resend-webhook"
    },
    {
      "name": "whatsapp-webhook"
    }
  ],
  "paths": {
    "/api-docs": {
      "get": {
        "operationId": "showDocument",
        "tags": [
          "api-docs"
        ],
        "summary": "This document",
        "description": "OpenAPI 3.1 as JSON, or a page to read: whichever of the two `Accept` prefers, JSON when it doesn't say.\n\nFor everyone. A credential isn't needed; one that is sent must be valid.",
        "x-access": "open",
        "security": [],
        "parameters": [],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "openapi": {
                      "type": "string",
                      "const": "3.1.0"
                    }
                  },
                  "required": [
                    "openapi"
                  ],
                  "additionalProperties": true
                }
              },
              "text/html": {
                "schema": {
                  "type": "string"
                }
              }
            }
          },
          "400": {
            "description": "`invalid_input`: The request doesn't fit what is expected",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "invalid_input"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/conversations": {
      "get": {
        "operationId": "listConversations",
        "tags": [
          "conversations"
        ],
        "summary": "The inbox: conversations, newest message first",
        "description": "For employees of the business with the permission `conversations.read`.",
        "x-access": "employee",
        "x-permission": "conversations.read",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          },
          {
            "name": "state",
            "in": "query",
            "required": false,
            "schema": {
              "type": "string",
              "enum": [
                "open",
                "snoozed",
                "closed"
              ]
            }
          },
          {
            "name": "assignee",
            "in": "query",
            "required": false,
            "schema": {
              "anyOf": [
                {
                  "type": "string",
                  "format": "uuid"
                },
                {
                  "type": "string",
                  "const": "me"
                },
                {
                  "type": "string",
                  "const": "none"
                }
              ]
            }
          },
          {
            "name": "handled_by",
            "in": "query",
            "required": false,
            "schema": {
              "type": "string",
              "enum": [
                "ai",
                "human",
                "both"
              ]
            }
          },
          {
            "name": "unread",
            "in": "query",
            "required": false,
            "schema": {
              "type": "string",
              "enum": [
                "true",
                "false"
              ]
            }
          },
          {
            "name": "limit",
            "in": "query",
            "required": false,
            "schema": {
              "default": 50,
              "type": "integer",
              "minimum": 1,
              "maximum": 100
            }
          },
          {
            "name": "cursor",
            "in": "query",
            "required": false,
            "description": "`next` of the page before",
            "schema": {
              "type": "string",
              "maxLength": 200
            }
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "conversations": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/Conversation"
                      }
                    },
                    "next": {
                      "type": [
                        "string",
                        "null"
                      ]
                    }
                  },
                  "required": [
                    "conversations",
                    "next"
                  ]
                }
              }
            }
          },
          "400": {
            "description": "`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "403": {
            "description": "`permission_missing`: You may not do this",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "permission_missing"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/conversations/search": {
      "get": {
        "operationId": "searchConversations",
        "tags": [
          "conversations"
        ],
        "summary": "Search messages and clients",
        "description": "For employees of the business with the permission `conversations.read`.",
        "x-access": "employee",
        "x-permission": "conversations.read",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          },
          {
            "name": "q",
            "in": "query",
            "required": true,
            "schema": {
              "type": "string",
              "minLength": 2,
              "maxLength": 200
            }
          },
          {
            "name": "limit",
            "in": "query",
            "required": false,
            "schema": {
              "default": 20,
              "type": "integer",
              "minimum": 1,
              "maximum": 100
            }
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "messages": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/Message"
                      }
                    },
                    "clients": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/Client"
                      }
                    }
                  },
                  "required": [
                    "messages",
                    "clients"
                  ]
                }
              }
            }
          },
          "400": {
            "description": "`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "403": {
            "description": "`permission_missing`: You may not do this",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "permission_missing"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/conversations/{id}": {
      "get": {
        "operationId": "getConversation",
        "tags": [
          "conversations"
        ],
        "summary": "One conversation with its client",
        "description": "For employees of the business with the permission `conversations.read`.",
        "x-access": "employee",
        "x-permission": "conversations.read",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          },
          {
            "name": "id",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "format": "uuid"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Conversation"
                }
              }
            }
          },
          "400": {
            "description": "`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "403": {
            "description": "`permission_missing`: You may not do this",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "permission_missing"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/conversations/{id}/messages": {
      "get": {
        "operationId": "listMessages",
        "tags": [
          "conversations"
        ],
        "summary": "The messages of a conversation",
        "description": "Newest first by default. `order=oldest` reads forwards; with a cursor from either order, pages go on in the order asked for.\n\nFor employees of the business with the permission `conversations.read`.",
        "x-access": "employee",
        "x-permission": "conversations.read",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          },
          {
            "name": "id",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "format": "uuid"
            }
          },
          {
            "name": "order",
            "in": "query",
            "required": false,
            "schema": {
              "default": "newest",
              "type": "string",
              "enum": [
                "newest",
                "oldest"
              ]
            }
          },
          {
            "name": "limit",
            "in": "query",
            "required": false,
            "schema": {
              "default": 50,
              "type": "integer",
              "minimum": 1,
              "maximum": 100
            }
          },
          {
            "name": "cursor",
            "in": "query",
            "required": false,
            "description": "`next` of the page before",
            "schema": {
              "type": "string",
              "maxLength": 200
            }
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "messages": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/Message"
                      }
                    },
                    "next": {
                      "type": [
                        "string",
                        "null"
                      ]
                    }
                  },
                  "required": [
                    "messages",
                    "next"
                  ]
                }
              }
            }
          },
          "400": {
            "description": "`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "403": {
            "description": "`permission_missing`: You may not do this",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "permission_missing"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/conversations/{id}/read": {
      "post": {
        "operationId": "markRead",
        "tags": [
          "conversations"
        ],
        "summary": "Mark a conversation read",
        "description": "Up to and including one message, or wholly. What arrives meanwhile stays unread.\n\nFor employees of the business with the permission `conversations.reply`.",
        "x-access": "employee",
        "x-permission": "conversations.reply",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          },
          {
            "name": "id",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "format": "uuid"
            }
          }
        ],
        "requestBody": {
          "description": "At most 1 MiB.",
          "required": false,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "properties": {
                  "up_to": {
                    "type": "string",
                    "format": "uuid"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "unread_count": {
                      "type": "integer"
                    }
                  },
                  "required": [
                    "unread_count"
                  ]
                }
              }
            }
          },
          "400": {
            "description": "`malformed_json`: The body is not JSON\n\n`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "malformed_json",
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "403": {
            "description": "`permission_missing`: You may not do this",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "permission_missing"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "413": {
            "description": "`body_too_large`: The body is too large",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "body_too_large"
                      ]
                    }
                  }
                }
              }
            }
          },
          "415": {
            "description": "`unsupported_media_type`: Send JSON",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unsupported_media_type"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/email-dispatch": {
      "post": {
        "operationId": "dispatchEmails",
        "tags": [
          "email-dispatch"
        ],
        "summary": "Write and send the mails that are due",
        "description": "The clock calls it while something waits. It ends when nothing is due any more, or in time for the platform.\n\nFor our own schedules and dispatchers.",
        "x-access": "worker",
        "security": [
          {
            "worker": []
          }
        ],
        "parameters": [],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "email": {
                      "type": "object",
                      "properties": {
                        "done": {
                          "type": "integer"
                        },
                        "skipped": {
                          "type": "integer"
                        },
                        "retry": {
                          "type": "integer"
                        },
                        "postponed": {
                          "type": "integer"
                        },
                        "dead": {
                          "type": "integer"
                        },
                        "empty": {
                          "type": "boolean",
                          "description": "Nothing was due any more when it ended"
                        }
                      },
                      "required": [
                        "done",
                        "skipped",
                        "retry",
                        "postponed",
                        "dead",
                        "empty"
                      ]
                    },
                    "email_batches": {
                      "type": "object",
                      "properties": {
                        "done": {
                          "type": "integer"
                        },
                        "skipped": {
                          "type": "integer"
                        },
                        "retry": {
                          "type": "integer"
                        },
                        "postponed": {
                          "type": "integer"
                        },
                        "dead": {
                          "type": "integer"
                        },
                        "empty": {
                          "type": "boolean",
                          "description": "Nothing was due any more when it ended"
                        }
                      },
                      "required": [
                        "done",
                        "skipped",
                        "retry",
                        "postponed",
                        "dead",
                        "empty"
                      ]
                    }
                  },
                  "required": [
                    "email",
                    "email_batches"
                  ]
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/email-templates": {
      "get": {
        "operationId": "listTemplates",
        "tags": [
          "email-templates"
        ],
        "summary": "Every kind of mail, and what it looks like by now",
        "description": "With the variables that templates of the kind may show.\n\nFor employees of the business with the permission `communications.read`.",
        "x-access": "employee",
        "x-permission": "communications.read",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "kinds": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "properties": {
                          "kind": {
                            "type": "string"
                          },
                          "optional": {
                            "type": "boolean",
                            "description": "Its reader may stop it: its templates must hold `unsubscribe_url` in html and text"
                          },
                          "variables": {
                            "type": "array",
                            "items": {
                              "$ref": "#/components/schemas/EmailVariable"
                            }
                          },
                          "templates": {
                            "type": "array",
                            "items": {
                              "type": "object",
                              "properties": {
                                "language": {
                                  "type": "string"
                                },
                                "source": {
                                  "type": "string",
                                  "enum": [
                                    "default",
                                    "own"
                                  ],
                                  "description": "What comes with Frontdesk, or the business's own"
                                },
                                "version": {
                                  "type": "integer",
                                  "description": "Of that source. The log of messages calls the default's `default/1`, an own one `1`"
                                }
                              },
                              "required": [
                                "language",
                                "source",
                                "version"
                              ]
                            }
                          }
                        },
                        "required": [
                          "kind",
                          "optional",
                          "variables",
                          "templates"
                        ]
                      }
                    }
                  },
                  "required": [
                    "kinds"
                  ]
                }
              }
            }
          },
          "400": {
            "description": "`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "403": {
            "description": "`permission_missing`: You may not do this",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "permission_missing"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/email-templates/{kind}/{language}": {
      "get": {
        "operationId": "getTemplate",
        "tags": [
          "email-templates"
        ],
        "summary": "The template in use for a kind and language",
        "description": "For employees of the business with the permission `communications.read`.",
        "x-access": "employee",
        "x-permission": "communications.read",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          },
          {
            "name": "kind",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "enum": [
                "notification"
              ]
            }
          },
          {
            "name": "language",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "enum": [
                "en",
                "ar"
              ]
            }
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "kind": {
                      "type": "string"
                    },
                    "language": {
                      "type": "string"
                    },
                    "source": {
                      "type": "string",
                      "enum": [
                        "default",
                        "own"
                      ],
                      "description": "What comes with Frontdesk, or the business's own"
                    },
                    "version": {
                      "type": "integer",
                      "description": "Of that source. The log of messages calls the default's `default/1`, an own one `1`"
                    },
                    "subject": {
                      "type": "string"
                    },
                    "html": {
                      "type": "string"
                    },
                    "text": {
                      "type": "string"
                    },
                    "versions": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "properties": {
                          "version": {
                            "type": "integer"
                          },
                          "subject": {
                            "type": "string"
                          },
                          "made_by": {
                            "type": [
                              "string",
                              "null"
                            ],
                            "format": "uuid",
                            "description": "The employee who saved it; null once they are gone"
                          },
                          "created_at": {
                            "type": "string",
                            "format": "date-time"
                          },
                          "retired_at": {
                            "type": [
                              "string",
                              "null"
                            ],
                            "format": "date-time",
                            "description": "When the business went back to the default"
                          }
                        },
                        "required": [
                          "version",
                          "subject",
                          "made_by",
                          "created_at",
                          "retired_at"
                        ]
                      },
                      "description": "The business's own, the newest 100, newest first"
                    }
                  },
                  "required": [
                    "kind",
                    "language",
                    "source",
                    "version",
                    "subject",
                    "html",
                    "text",
                    "versions"
                  ]
                }
              }
            }
          },
          "400": {
            "description": "`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "403": {
            "description": "`permission_missing`: You may not do this",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "permission_missing"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      },
      "put": {
        "operationId": "saveTemplate",
        "tags": [
          "email-templates"
        ],
        "summary": "Save the next version of the business's own template",
        "description": "Used from the next mail on. Written in Liquid; `errors` says of each field what is wrong: syntax, tags, filters and variables that a template may not have, a missing way to unsubscribe, and what fails with the samples.\n\nFor employees of the business with the permission `communications.manage`.",
        "x-access": "employee",
        "x-permission": "communications.manage",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          },
          {
            "name": "kind",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "enum": [
                "notification"
              ]
            }
          },
          {
            "name": "language",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "enum": [
                "en",
                "ar"
              ]
            }
          }
        ],
        "requestBody": {
          "description": "At most 0.5 MiB.",
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "properties": {
                  "subject": {
                    "type": "string",
                    "maxLength": 500,
                    "examples": [
                      "{{ title }}"
                    ]
                  },
                  "html": {
                    "type": "string",
                    "maxLength": 100000,
                    "examples": [
                      "<p>{{ title }}</p><p><a href=\"{{ unsubscribe_url }}\">Stop these mails</a></p>"
                    ]
                  },
                  "text": {
                    "type": "string",
                    "maxLength": 20000,
                    "examples": [
                      "{{ title }}\n\nStop these mails: {{ unsubscribe_url }}"
                    ]
                  }
                },
                "required": [
                  "subject",
                  "html",
                  "text"
                ]
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "version": {
                      "type": "integer"
                    }
                  },
                  "required": [
                    "version"
                  ]
                }
              }
            }
          },
          "400": {
            "description": "`malformed_json`: The body is not JSON\n\n`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "malformed_json",
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "403": {
            "description": "`permission_missing`: You may not do this",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "permission_missing"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "413": {
            "description": "`body_too_large`: The body is too large",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "body_too_large"
                      ]
                    }
                  }
                }
              }
            }
          },
          "415": {
            "description": "`unsupported_media_type`: Send JSON",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unsupported_media_type"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/email-templates/{kind}/{language}/preview": {
      "post": {
        "operationId": "previewTemplate",
        "tags": [
          "email-templates"
        ],
        "summary": "A mail as its reader would get it, written with the samples",
        "description": "Of a draft; what the draft leaves out is taken from the template in use. Saves nothing.\n\nFor employees of the business with the permission `communications.read`.",
        "x-access": "employee",
        "x-permission": "communications.read",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          },
          {
            "name": "kind",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "enum": [
                "notification"
              ]
            }
          },
          {
            "name": "language",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "enum": [
                "en",
                "ar"
              ]
            }
          }
        ],
        "requestBody": {
          "description": "At most 0.5 MiB.",
          "required": false,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "properties": {
                  "subject": {
                    "type": "string",
                    "maxLength": 500,
                    "examples": [
                      "{{ title }}"
                    ]
                  },
                  "html": {
                    "type": "string",
                    "maxLength": 100000,
                    "examples": [
                      "<p>{{ title }}</p><p><a href=\"{{ unsubscribe_url }}\">Stop these mails</a></p>"
                    ]
                  },
                  "text": {
                    "type": "string",
                    "maxLength": 20000,
                    "examples": [
                      "{{ title }}\n\nStop these mails: {{ unsubscribe_url }}"
                    ]
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "subject": {
                      "type": "string"
                    },
                    "html": {
                      "type": "string"
                    },
                    "text": {
                      "type": "string"
                    }
                  },
                  "required": [
                    "subject",
                    "html",
                    "text"
                  ]
                }
              }
            }
          },
          "400": {
            "description": "`malformed_json`: The body is not JSON\n\n`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "malformed_json",
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "403": {
            "description": "`permission_missing`: You may not do this",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "permission_missing"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "413": {
            "description": "`body_too_large`: The body is too large",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "body_too_large"
                      ]
                    }
                  }
                }
              }
            }
          },
          "415": {
            "description": "`unsupported_media_type`: Send JSON",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unsupported_media_type"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/email-templates/{kind}/{language}/restore-default": {
      "post": {
        "operationId": "restoreDefault",
        "tags": [
          "email-templates"
        ],
        "summary": "Go back to the default",
        "description": "The business's own versions stay on record, for the log names them. Again is nothing.\n\nFor employees of the business with the permission `communications.manage`.",
        "x-access": "employee",
        "x-permission": "communications.manage",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          },
          {
            "name": "kind",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "enum": [
                "notification"
              ]
            }
          },
          {
            "name": "language",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "enum": [
                "en",
                "ar"
              ]
            }
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "retired": {
                      "type": "integer",
                      "description": "How many own versions were in force"
                    }
                  },
                  "required": [
                    "retired"
                  ]
                }
              }
            }
          },
          "400": {
            "description": "`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "403": {
            "description": "`permission_missing`: You may not do this",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "permission_missing"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/email-unsubscribe/{token}": {
      "get": {
        "operationId": "explainUnsubscribing",
        "tags": [
          "email-unsubscribe"
        ],
        "summary": "What stopping these mails would mean",
        "description": "Where the link at the foot of a mail leads: a page with a button, or the same as text. Changes nothing, for mail scanners open every link.\n\nFor everyone. A credential isn't needed; one that is sent must be valid.",
        "x-access": "open",
        "security": [],
        "parameters": [
          {
            "name": "token",
            "in": "path",
            "required": true,
            "description": "From the mail: it says whose mails of which kind, and is signed",
            "schema": {
              "type": "string",
              "maxLength": 1000
            }
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "text/plain": {
                "schema": {
                  "type": "string"
                }
              },
              "text/html": {
                "schema": {
                  "type": "string"
                }
              }
            }
          },
          "400": {
            "description": "`invalid_input`: The request doesn't fit what is expected",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "invalid_input"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      },
      "post": {
        "operationId": "stopEmails",
        "tags": [
          "email-unsubscribe"
        ],
        "summary": "Stop one employee's mails of one category",
        "description": "One click, as RFC 8058 has it: what a mail program sends for List-Unsubscribe, and the page's button too. Whatever the body says. The app and other categories go on; again is nothing.\n\nFor everyone. A credential isn't needed; one that is sent must be valid.",
        "x-access": "open",
        "security": [],
        "parameters": [
          {
            "name": "token",
            "in": "path",
            "required": true,
            "description": "From the mail: it says whose mails of which kind, and is signed",
            "schema": {
              "type": "string",
              "maxLength": 1000
            }
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "text/plain": {
                "schema": {
                  "type": "string"
                }
              },
              "text/html": {
                "schema": {
                  "type": "string"
                }
              }
            }
          },
          "400": {
            "description": "`invalid_input`: The request doesn't fit what is expected",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "invalid_input"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/health": {
      "get": {
        "operationId": "readHealth",
        "tags": [
          "health"
        ],
        "summary": "Whether everything runs on time",
        "description": "503 when it doesn't, with what is late. Details for those who know the worker secret.\n\nFor everyone. A credential isn't needed; one that is sent must be valid.",
        "x-access": "open",
        "security": [],
        "parameters": [],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "status": {
                      "type": "string",
                      "enum": [
                        "ok",
                        "late"
                      ]
                    },
                    "late": {
                      "type": "array",
                      "items": {
                        "type": "string"
                      },
                      "description": "What is late or failing, a sentence each"
                    },
                    "details": {
                      "description": "For workers only",
                      "type": "object",
                      "properties": {
                        "last_tick_at": {
                          "type": [
                            "string",
                            "null"
                          ],
                          "format": "date-time"
                        },
                        "queues": {
                          "type": "object",
                          "additionalProperties": {
                            "type": "object",
                            "properties": {
                              "oldest_due_at": {
                                "type": [
                                  "string",
                                  "null"
                                ],
                                "format": "date-time"
                              },
                              "dead": {
                                "type": "integer"
                              }
                            },
                            "required": [
                              "oldest_due_at",
                              "dead"
                            ]
                          }
                        },
                        "closed_providers": {
                          "type": "array",
                          "items": {
                            "type": "object",
                            "properties": {
                              "name": {
                                "type": "string"
                              },
                              "queue": {
                                "type": "string"
                              },
                              "failures": {
                                "type": "integer"
                              },
                              "closed_until": {
                                "type": "string"
                              }
                            },
                            "required": [
                              "name",
                              "queue",
                              "failures",
                              "closed_until"
                            ]
                          }
                        },
                        "dispatchers": {
                          "type": "object",
                          "additionalProperties": {
                            "type": "object",
                            "properties": {
                              "answered_at": {
                                "type": [
                                  "string",
                                  "null"
                                ],
                                "format": "date-time"
                              },
                              "status": {
                                "type": [
                                  "integer",
                                  "null"
                                ]
                              },
                              "error": {
                                "type": [
                                  "string",
                                  "null"
                                ]
                              }
                            },
                            "required": [
                              "answered_at",
                              "status",
                              "error"
                            ]
                          }
                        }
                      },
                      "required": [
                        "last_tick_at",
                        "queues",
                        "closed_providers",
                        "dispatchers"
                      ]
                    }
                  },
                  "required": [
                    "status",
                    "late"
                  ]
                }
              }
            }
          },
          "401": {
            "description": "`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/notifications": {
      "get": {
        "operationId": "listNotifications",
        "tags": [
          "notifications"
        ],
        "summary": "The caller's notifications, newest first",
        "description": "What has expired, and what the caller may no longer know, isn't there. Counts are of all pages.\n\nFor every employee of the business.",
        "x-access": "employee",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          },
          {
            "name": "state",
            "in": "query",
            "required": false,
            "description": "`all` is all that isn't archived",
            "schema": {
              "default": "all",
              "type": "string",
              "enum": [
                "unread",
                "unseen",
                "all",
                "archived"
              ]
            }
          },
          {
            "name": "category",
            "in": "query",
            "required": false,
            "schema": {
              "type": "string",
              "enum": [
                "conversations.message",
                "conversations.new",
                "system.test"
              ]
            }
          },
          {
            "name": "limit",
            "in": "query",
            "required": false,
            "schema": {
              "default": 50,
              "type": "integer",
              "minimum": 1,
              "maximum": 100
            }
          },
          {
            "name": "cursor",
            "in": "query",
            "required": false,
            "description": "`next` of the page before",
            "schema": {
              "type": "string",
              "maxLength": 200
            }
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "notifications": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/Notification"
                      }
                    },
                    "unread": {
                      "type": "integer",
                      "description": "Neither read nor archived"
                    },
                    "unseen": {
                      "type": "integer",
                      "description": "Of these, never on the screen: the badge"
                    },
                    "next": {
                      "type": [
                        "string",
                        "null"
                      ]
                    }
                  },
                  "required": [
                    "notifications",
                    "unread",
                    "unseen",
                    "next"
                  ]
                }
              }
            }
          },
          "400": {
            "description": "`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/notifications/counts": {
      "get": {
        "operationId": "countNotifications",
        "tags": [
          "notifications"
        ],
        "summary": "How many are unread and unseen: the badge",
        "description": "For every employee of the business.",
        "x-access": "employee",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/NotificationCounts"
                }
              }
            }
          },
          "400": {
            "description": "`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/notifications/seen": {
      "post": {
        "operationId": "markSeen",
        "tags": [
          "notifications"
        ],
        "summary": "Mark notifications seen",
        "description": "All of them, or those named; an id that isn't among the caller's own is passed over.\n\nFor every employee of the business.",
        "x-access": "employee",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          }
        ],
        "requestBody": {
          "description": "At most 1 MiB.",
          "required": false,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "properties": {
                  "ids": {
                    "minItems": 1,
                    "maxItems": 100,
                    "type": "array",
                    "items": {
                      "type": "string",
                      "format": "uuid"
                    }
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/NotificationCounts"
                }
              }
            }
          },
          "400": {
            "description": "`malformed_json`: The body is not JSON\n\n`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "malformed_json",
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "413": {
            "description": "`body_too_large`: The body is too large",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "body_too_large"
                      ]
                    }
                  }
                }
              }
            }
          },
          "415": {
            "description": "`unsupported_media_type`: Send JSON",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unsupported_media_type"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/notifications/read-all": {
      "post": {
        "operationId": "readAllNotifications",
        "tags": [
          "notifications"
        ],
        "summary": "Mark all notifications read",
        "description": "For every employee of the business.",
        "x-access": "employee",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          }
        ],
        "requestBody": {
          "description": "At most 1 MiB.",
          "required": false,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "properties": {
                  "category": {
                    "type": "string",
                    "enum": [
                      "conversations.message",
                      "conversations.new",
                      "system.test"
                    ]
                  },
                  "up_to": {
                    "description": "`updated_at` of the newest one on the screen: what came later stays unread",
                    "type": "string",
                    "format": "date-time"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/NotificationCounts"
                }
              }
            }
          },
          "400": {
            "description": "`malformed_json`: The body is not JSON\n\n`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "malformed_json",
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "413": {
            "description": "`body_too_large`: The body is too large",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "body_too_large"
                      ]
                    }
                  }
                }
              }
            }
          },
          "415": {
            "description": "`unsupported_media_type`: Send JSON",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unsupported_media_type"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/notifications/preferences": {
      "get": {
        "operationId": "getPreferences",
        "tags": [
          "notifications"
        ],
        "summary": "What the caller wants to hear of, where, and when not",
        "description": "For every employee of the business.",
        "x-access": "employee",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/NotificationPreferences"
                }
              }
            }
          },
          "400": {
            "description": "`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      },
      "put": {
        "operationId": "setPreferences",
        "tags": [
          "notifications"
        ],
        "summary": "Change what the caller wants to hear of, where, and when not",
        "description": "Whatever isn't named stays as it is. Urgent notifications pass through quiet hours.\n\nFor every employee of the business.",
        "x-access": "employee",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          }
        ],
        "requestBody": {
          "description": "At most 1 MiB.",
          "required": false,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "properties": {
                  "changes": {
                    "default": [],
                    "maxItems": 100,
                    "type": "array",
                    "items": {
                      "type": "object",
                      "properties": {
                        "category": {
                          "type": "string",
                          "enum": [
                            "conversations.message",
                            "conversations.new",
                            "system.test"
                          ]
                        },
                        "channel": {
                          "type": "string",
                          "enum": [
                            "bell",
                            "push",
                            "email"
                          ]
                        },
                        "enabled": {
                          "description": "Null: as the category has it by default",
                          "type": [
                            "boolean",
                            "null"
                          ]
                        }
                      },
                      "required": [
                        "category",
                        "channel",
                        "enabled"
                      ]
                    }
                  },
                  "quiet_hours": {
                    "type": [
                      "object",
                      "null"
                    ],
                    "properties": {
                      "from": {
                        "type": "string",
                        "pattern": "^([01]\\d|2[0-3]):[0-5]\\d$"
                      },
                      "until": {
                        "type": "string",
                        "pattern": "^([01]\\d|2[0-3]):[0-5]\\d$",
                        "description": "May be on the next day"
                      },
                      "time_zone": {
                        "type": "string",
                        "maxLength": 80
                      }
                    },
                    "required": [
                      "from",
                      "until",
                      "time_zone"
                    ],
                    "examples": [
                      {
                        "from": "22:00",
                        "until": "07:00",
                        "time_zone": "Asia/Beirut"
                      }
                    ],
                    "description": "Null: none"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/NotificationPreferences"
                }
              }
            }
          },
          "400": {
            "description": "`malformed_json`: The body is not JSON\n\n`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "malformed_json",
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "413": {
            "description": "`body_too_large`: The body is too large",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "body_too_large"
                      ]
                    }
                  }
                }
              }
            }
          },
          "415": {
            "description": "`unsupported_media_type`: Send JSON",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unsupported_media_type"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/notifications/{id}/read": {
      "post": {
        "operationId": "readNotification",
        "tags": [
          "notifications"
        ],
        "summary": "Mark a notification read",
        "description": "And so seen. It keeps the time at which it was first read.\n\nFor every employee of the business.",
        "x-access": "employee",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          },
          {
            "name": "id",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "format": "uuid"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/NotificationCounts"
                }
              }
            }
          },
          "400": {
            "description": "`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/notifications/{id}/unread": {
      "post": {
        "operationId": "unreadNotification",
        "tags": [
          "notifications"
        ],
        "summary": "Mark a notification unread again",
        "description": "What happens next in the same matter is told by a notification of its own.\n\nFor every employee of the business.",
        "x-access": "employee",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          },
          {
            "name": "id",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "format": "uuid"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/NotificationCounts"
                }
              }
            }
          },
          "400": {
            "description": "`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/notifications/{id}/archive": {
      "post": {
        "operationId": "archiveNotification",
        "tags": [
          "notifications"
        ],
        "summary": "Put a notification away",
        "description": "For every employee of the business.",
        "x-access": "employee",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          },
          {
            "name": "id",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "format": "uuid"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/NotificationCounts"
                }
              }
            }
          },
          "400": {
            "description": "`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/notifications/{id}": {
      "delete": {
        "operationId": "deleteNotification",
        "tags": [
          "notifications"
        ],
        "summary": "Delete a notification",
        "description": "For every employee of the business.",
        "x-access": "employee",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          },
          {
            "name": "id",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "format": "uuid"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/NotificationCounts"
                }
              }
            }
          },
          "400": {
            "description": "`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/push-dispatch": {
      "post": {
        "operationId": "dispatchPushes",
        "tags": [
          "push-dispatch"
        ],
        "summary": "Send the pushes that are due",
        "description": "The clock calls it while something waits. It ends when nothing is due any more, or in time for the platform.\n\nFor our own schedules and dispatchers.",
        "x-access": "worker",
        "security": [
          {
            "worker": []
          }
        ],
        "parameters": [],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "push": {
                      "type": "object",
                      "properties": {
                        "done": {
                          "type": "integer"
                        },
                        "skipped": {
                          "type": "integer"
                        },
                        "retry": {
                          "type": "integer"
                        },
                        "postponed": {
                          "type": "integer"
                        },
                        "dead": {
                          "type": "integer"
                        },
                        "empty": {
                          "type": "boolean",
                          "description": "Nothing was due any more when it ended"
                        }
                      },
                      "required": [
                        "done",
                        "skipped",
                        "retry",
                        "postponed",
                        "dead",
                        "empty"
                      ]
                    }
                  },
                  "required": [
                    "push"
                  ]
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/push-subscriptions/key": {
      "get": {
        "operationId": "getPublicKey",
        "tags": [
          "push-subscriptions"
        ],
        "summary": "The key that browsers subscribe with",
        "description": "For `pushManager.subscribe`, as `applicationServerKey`. Base64url.\n\nFor every employee of the business.",
        "x-access": "employee",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "public_key": {
                      "type": "string"
                    }
                  },
                  "required": [
                    "public_key"
                  ]
                }
              }
            }
          },
          "400": {
            "description": "`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/push-subscriptions": {
      "post": {
        "operationId": "subscribe",
        "tags": [
          "push-subscriptions"
        ],
        "summary": "Tell the caller by Web Push on this browser",
        "description": "Send what `PushSubscription.toJSON()` gives, at each start of the app if you like: the same endpoint renews its device. Whoever had the browser before is no longer told on it.\n\nFor every employee of the business.",
        "x-access": "employee",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          }
        ],
        "requestBody": {
          "description": "At most 1 MiB.",
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "properties": {
                  "endpoint": {
                    "type": "string",
                    "examples": [
                      "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABn"
                    ]
                  },
                  "keys": {
                    "type": "object",
                    "properties": {
                      "p256dh": {
                        "type": "string",
                        "maxLength": 200,
                        "examples": [
                          "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
                        ]
                      },
                      "auth": {
                        "type": "string",
                        "maxLength": 50,
                        "examples": [
                          "BTBZMqHH6r4Tts7J_aSIgg"
                        ]
                      }
                    },
                    "required": [
                      "p256dh",
                      "auth"
                    ]
                  },
                  "name": {
                    "description": "Otherwise its browser and system are its name",
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 120
                  },
                  "device_type": {
                    "description": "This and what follows are otherwise read from `user-agent`",
                    "type": "string",
                    "enum": [
                      "desktop",
                      "mobile",
                      "tablet",
                      "unknown"
                    ]
                  },
                  "browser": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 80
                  },
                  "system": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 80
                  }
                },
                "required": [
                  "endpoint",
                  "keys"
                ]
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/PushDevice"
                }
              }
            }
          },
          "400": {
            "description": "`malformed_json`: The body is not JSON\n\n`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "malformed_json",
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "413": {
            "description": "`body_too_large`: The body is too large",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "body_too_large"
                      ]
                    }
                  }
                }
              }
            }
          },
          "415": {
            "description": "`unsupported_media_type`: Send JSON",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unsupported_media_type"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      },
      "get": {
        "operationId": "listDevices",
        "tags": [
          "push-subscriptions"
        ],
        "summary": "The browsers on which the caller is told by Web Push",
        "description": "For every employee of the business.",
        "x-access": "employee",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "devices": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/PushDevice"
                      }
                    }
                  },
                  "required": [
                    "devices"
                  ]
                }
              }
            }
          },
          "400": {
            "description": "`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/push-subscriptions/test": {
      "post": {
        "operationId": "testDevices",
        "tags": [
          "push-subscriptions"
        ],
        "summary": "Send a test to all of the caller's devices",
        "description": "At once, also in quiet hours; at most five tests a minute.\n\nFor every employee of the business.",
        "x-access": "employee",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "devices": {
                      "type": "integer",
                      "description": "How many devices it goes to: none where the caller muted tests"
                    }
                  },
                  "required": [
                    "devices"
                  ]
                }
              }
            }
          },
          "400": {
            "description": "`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "429": {
            "description": "`too_many_requests`: Too many at once; wait a moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "too_many_requests"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/push-subscriptions/{id}": {
      "patch": {
        "operationId": "renameDevice",
        "tags": [
          "push-subscriptions"
        ],
        "summary": "Rename a device",
        "description": "For every employee of the business.",
        "x-access": "employee",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          },
          {
            "name": "id",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "format": "uuid"
            }
          }
        ],
        "requestBody": {
          "description": "At most 1 MiB.",
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "properties": {
                  "name": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 120
                  }
                },
                "required": [
                  "name"
                ]
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/PushDevice"
                }
              }
            }
          },
          "400": {
            "description": "`malformed_json`: The body is not JSON\n\n`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "malformed_json",
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "413": {
            "description": "`body_too_large`: The body is too large",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "body_too_large"
                      ]
                    }
                  }
                }
              }
            }
          },
          "415": {
            "description": "`unsupported_media_type`: Send JSON",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unsupported_media_type"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      },
      "delete": {
        "operationId": "removeDevice",
        "tags": [
          "push-subscriptions"
        ],
        "summary": "Tell the caller no more on a device",
        "description": "For every employee of the business.",
        "x-access": "employee",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          },
          {
            "name": "id",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "format": "uuid"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "id": {
                      "type": "string",
                      "format": "uuid"
                    }
                  },
                  "required": [
                    "id"
                  ]
                }
              }
            }
          },
          "400": {
            "description": "`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/push-subscriptions/{id}/test": {
      "post": {
        "operationId": "testDevice",
        "tags": [
          "push-subscriptions"
        ],
        "summary": "Send a test to one device",
        "description": "At once, also in quiet hours; at most five tests a minute.\n\nFor every employee of the business.",
        "x-access": "employee",
        "security": [
          {
            "user": []
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Business"
          },
          {
            "name": "id",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "format": "uuid"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "devices": {
                      "type": "integer",
                      "description": "How many devices it goes to: none where the caller muted tests"
                    }
                  },
                  "required": [
                    "devices"
                  ]
                }
              }
            }
          },
          "400": {
            "description": "`invalid_input`: The request doesn't fit what is expected\n\n`business_required`: Say which business this is about",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "invalid_input",
                        "business_required"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "404": {
            "description": "`not_found`: There is no such thing here",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "not_found"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "429": {
            "description": "`too_many_requests`: Too many at once; wait a moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "too_many_requests"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/resend-webhook": {
      "post": {
        "operationId": "receiveEvent",
        "tags": [
          "resend-webhook"
        ],
        "summary": "Take an event of Resend",
        "description": "Signed as Svix does, over the id, the time and the exact bytes; no older than five minutes. Answers 200 once the event is stored, whatever it contains; the same id again changes nothing. `unavailable` where the installation has no secret to check it with.\n\nFor the outside system alone: its signature is checked.",
        "x-access": "webhook",
        "security": [
          {
            "resend": []
          }
        ],
        "parameters": [],
        "requestBody": {
          "description": "What the outside system sends, in its own format; any content is taken. At most 0.25 MiB.",
          "required": true,
          "content": {
            "application/json": {
              "schema": {}
            }
          }
        },
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "received": {
                      "type": "boolean",
                      "const": true
                    }
                  },
                  "required": [
                    "received"
                  ]
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "413": {
            "description": "`body_too_large`: The body is too large",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "body_too_large"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/whatsapp-webhook": {
      "get": {
        "operationId": "shakeHands",
        "tags": [
          "whatsapp-webhook"
        ],
        "summary": "Prove to Meta that this address is ours",
        "description": "Meta calls this once when the webhook is set up. Echoes the challenge as plain text.\n\nFor everyone. A credential isn't needed; one that is sent must be valid.",
        "x-access": "open",
        "security": [],
        "parameters": [
          {
            "name": "hub.mode",
            "in": "query",
            "required": true,
            "schema": {
              "type": "string",
              "const": "subscribe"
            }
          },
          {
            "name": "hub.verify_token",
            "in": "query",
            "required": true,
            "schema": {
              "type": "string"
            }
          },
          {
            "name": "hub.challenge",
            "in": "query",
            "required": true,
            "schema": {
              "type": "string",
              "maxLength": 1000
            }
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "text/plain": {
                "schema": {
                  "type": "string"
                }
              }
            }
          },
          "400": {
            "description": "`invalid_input`: The request doesn't fit what is expected",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "invalid_input"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "403": {
            "description": "`permission_missing`: You may not do this",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "permission_missing"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      },
      "post": {
        "operationId": "receiveDelivery",
        "tags": [
          "whatsapp-webhook"
        ],
        "summary": "Take a delivery of WhatsApp",
        "description": "Signed by `X-Hub-Signature-256` over the exact bytes. Answers 200 once the delivery is stored, whatever it contains; the same delivery again changes nothing.\n\nFor the outside system alone: its signature is checked.",
        "x-access": "webhook",
        "security": [
          {
            "whatsapp": []
          }
        ],
        "parameters": [],
        "requestBody": {
          "description": "What the outside system sends, in its own format; any content is taken. At most 3 MiB.",
          "required": true,
          "content": {
            "application/json": {
              "schema": {}
            }
          }
        },
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "received": {
                      "type": "boolean",
                      "const": true
                    }
                  },
                  "required": [
                    "received"
                  ]
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "413": {
            "description": "`body_too_large`: The body is too large",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "body_too_large"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/whatsapp-webhook/{channel}": {
      "get": {
        "operationId": "shakeHandsByChannel",
        "tags": [
          "whatsapp-webhook"
        ],
        "summary": "Prove to Meta that this address is ours",
        "description": "Meta calls this once when the webhook is set up. Echoes the challenge as plain text.\n\nFor everyone. A credential isn't needed; one that is sent must be valid.",
        "x-access": "open",
        "security": [],
        "parameters": [
          {
            "name": "channel",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string"
            }
          },
          {
            "name": "hub.mode",
            "in": "query",
            "required": true,
            "schema": {
              "type": "string",
              "const": "subscribe"
            }
          },
          {
            "name": "hub.verify_token",
            "in": "query",
            "required": true,
            "schema": {
              "type": "string"
            }
          },
          {
            "name": "hub.challenge",
            "in": "query",
            "required": true,
            "schema": {
              "type": "string",
              "maxLength": 1000
            }
          }
        ],
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "text/plain": {
                "schema": {
                  "type": "string"
                }
              }
            }
          },
          "400": {
            "description": "`invalid_input`: The request doesn't fit what is expected",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "invalid_input"
                      ]
                    }
                  }
                }
              }
            }
          },
          "401": {
            "description": "`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "403": {
            "description": "`permission_missing`: You may not do this",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "permission_missing"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      },
      "post": {
        "operationId": "receiveDeliveryByChannel",
        "tags": [
          "whatsapp-webhook"
        ],
        "summary": "Take a delivery of WhatsApp",
        "description": "Signed by `X-Hub-Signature-256` over the exact bytes. Answers 200 once the delivery is stored, whatever it contains; the same delivery again changes nothing.\n\nFor the outside system alone: its signature is checked.",
        "x-access": "webhook",
        "security": [
          {
            "whatsapp": []
          }
        ],
        "parameters": [
          {
            "name": "channel",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string"
            }
          }
        ],
        "requestBody": {
          "description": "What the outside system sends, in its own format; any content is taken. At most 3 MiB.",
          "required": true,
          "content": {
            "application/json": {
              "schema": {}
            }
          }
        },
        "responses": {
          "200": {
            "description": "Done.",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "received": {
                      "type": "boolean",
                      "const": true
                    }
                  },
                  "required": [
                    "received"
                  ]
                }
              }
            }
          },
          "401": {
            "description": "`credential_missing`: Sign in first\n\n`credential_invalid`: The credential is not valid",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "credential_missing",
                        "credential_invalid"
                      ]
                    }
                  }
                }
              }
            }
          },
          "409": {
            "description": "`busy`: Someone changed this at the same moment",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "busy"
                      ]
                    }
                  }
                }
              }
            }
          },
          "413": {
            "description": "`body_too_large`: The body is too large",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "body_too_large"
                      ]
                    }
                  }
                }
              }
            }
          },
          "500": {
            "description": "`unexpected`: Something went wrong",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unexpected"
                      ]
                    }
                  }
                }
              }
            }
          },
          "503": {
            "description": "`unavailable`: Not available right now",
            "headers": {
              "x-request-id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem",
                  "properties": {
                    "code": {
                      "enum": [
                        "unavailable"
                      ]
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  },
  "components": {
    "schemas": {
      "Client": {
        "type": "object",
        "properties": {
          "id": {
            "type": "string",
            "format": "uuid"
          },
          "name": {
            "type": [
              "string",
              "null"
            ]
          },
          "profile_name": {
            "type": [
              "string",
              "null"
            ]
          },
          "phone": {
            "type": [
              "string",
              "null"
            ]
          },
          "wa_id": {
            "type": [
              "string",
              "null"
            ]
          },
          "wa_user_id": {
            "type": [
              "string",
              "null"
            ]
          },
          "username": {
            "type": [
              "string",
              "null"
            ]
          },
          "language": {
            "type": [
              "string",
              "null"
            ]
          }
        },
        "required": [
          "id",
          "name",
          "profile_name",
          "phone",
          "wa_id",
          "wa_user_id",
          "username",
          "language"
        ]
      },
      "Conversation": {
        "type": "object",
        "properties": {
          "id": {
            "type": "string",
            "format": "uuid"
          },
          "business_id": {
            "type": "string",
            "format": "uuid"
          },
          "channel_id": {
            "type": "string",
            "format": "uuid"
          },
          "state": {
            "type": "string",
            "enum": [
              "open",
              "snoozed",
              "closed"
            ]
          },
          "handled_by": {
            "type": "string",
            "enum": [
              "ai",
              "human",
              "both"
            ]
          },
          "assignee_id": {
            "type": [
              "string",
              "null"
            ],
            "format": "uuid"
          },
          "unread_count": {
            "type": "integer"
          },
          "last_message_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time"
          },
          "last_inbound_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time"
          },
          "window_expires_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time"
          },
          "created_at": {
            "type": "string",
            "format": "date-time"
          },
          "client": {
            "description": "Null to those who may not see clients",
            "anyOf": [
              {
                "$ref": "#/components/schemas/Client"
              },
              {
                "type": "null"
              }
            ]
          },
          "last_message": {
            "type": [
              "object",
              "null"
            ],
            "properties": {
              "direction": {
                "type": "string",
                "enum": [
                  "inbound",
                  "outbound"
                ]
              },
              "kind": {
                "type": "string"
              },
              "body": {
                "type": [
                  "string",
                  "null"
                ]
              },
              "status": {
                "type": "string"
              }
            },
            "required": [
              "direction",
              "kind",
              "body",
              "status"
            ]
          }
        },
        "required": [
          "id",
          "business_id",
          "channel_id",
          "state",
          "handled_by",
          "assignee_id",
          "unread_count",
          "last_message_at",
          "last_inbound_at",
          "window_expires_at",
          "created_at",
          "client",
          "last_message"
        ]
      },
      "EmailVariable": {
        "type": "object",
        "properties": {
          "name": {
            "type": "string"
          },
          "type": {
            "type": "string",
            "enum": [
              "text",
              "url"
            ],
            "description": "Only a `url` may stand in `href`"
          },
          "description": {
            "type": "string"
          },
          "sample": {
            "type": "string",
            "description": "What previews show"
          }
        },
        "required": [
          "name",
          "type",
          "description",
          "sample"
        ]
      },
      "Message": {
        "type": "object",
        "properties": {
          "id": {
            "type": "string",
            "format": "uuid"
          },
          "conversation_id": {
            "type": "string",
            "format": "uuid"
          },
          "direction": {
            "type": "string",
            "enum": [
              "inbound",
              "outbound"
            ]
          },
          "origin": {
            "type": "string",
            "enum": [
              "client",
              "employee",
              "ai",
              "system",
              "echo",
              "history"
            ]
          },
          "wamid": {
            "type": [
              "string",
              "null"
            ]
          },
          "kind": {
            "type": "string"
          },
          "body": {
            "type": [
              "string",
              "null"
            ]
          },
          "payload": {
            "type": "object",
            "additionalProperties": true
          },
          "reply_to_wamid": {
            "type": [
              "string",
              "null"
            ]
          },
          "forwarded": {
            "type": "boolean"
          },
          "reactions": {
            "type": "array",
            "items": {
              "type": "object",
              "properties": {
                "from": {
                  "type": "string",
                  "enum": [
                    "inbound",
                    "outbound"
                  ]
                },
                "emoji": {
                  "type": "string"
                },
                "at": {
                  "type": "string"
                }
              },
              "required": [
                "from",
                "emoji",
                "at"
              ]
            }
          },
          "status": {
            "type": "string"
          },
          "error": {},
          "edited_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time"
          },
          "revoked_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time"
          },
          "sent_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time"
          },
          "delivered_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time"
          },
          "read_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time"
          },
          "failed_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time"
          },
          "created_at": {
            "type": "string",
            "format": "date-time"
          }
        },
        "required": [
          "id",
          "conversation_id",
          "direction",
          "origin",
          "wamid",
          "kind",
          "body",
          "payload",
          "reply_to_wamid",
          "forwarded",
          "reactions",
          "status",
          "error",
          "edited_at",
          "revoked_at",
          "sent_at",
          "delivered_at",
          "read_at",
          "failed_at",
          "created_at"
        ]
      },
      "Notification": {
        "type": "object",
        "properties": {
          "id": {
            "type": "string",
            "format": "uuid"
          },
          "category": {
            "type": "string"
          },
          "priority": {
            "type": "string",
            "enum": [
              "low",
              "normal",
              "high",
              "urgent"
            ]
          },
          "title": {
            "type": "string"
          },
          "body": {
            "type": "string"
          },
          "language": {
            "type": "string",
            "description": "Of title and body"
          },
          "action_url": {
            "type": "string",
            "format": "uri",
            "description": "Where it leads in the app"
          },
          "related": {
            "type": [
              "object",
              "null"
            ],
            "properties": {
              "kind": {
                "type": "string"
              },
              "id": {
                "type": "string",
                "format": "uuid"
              }
            },
            "required": [
              "kind",
              "id"
            ],
            "description": "What it is about"
          },
          "occurrences": {
            "type": "integer",
            "description": "How many events it stands for"
          },
          "seen_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time"
          },
          "read_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time"
          },
          "archived_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time"
          },
          "expires_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time"
          },
          "created_at": {
            "type": "string",
            "format": "date-time"
          },
          "updated_at": {
            "type": "string",
            "format": "date-time",
            "description": "When it last counted an event"
          }
        },
        "required": [
          "id",
          "category",
          "priority",
          "title",
          "body",
          "language",
          "action_url",
          "related",
          "occurrences",
          "seen_at",
          "read_at",
          "archived_at",
          "expires_at",
          "created_at",
          "updated_at"
        ]
      },
      "NotificationCounts": {
        "type": "object",
        "properties": {
          "unread": {
            "type": "integer",
            "description": "Neither read nor archived"
          },
          "unseen": {
            "type": "integer",
            "description": "Of these, never on the screen: the badge"
          }
        },
        "required": [
          "unread",
          "unseen"
        ]
      },
      "NotificationPreferences": {
        "type": "object",
        "properties": {
          "preferences": {
            "type": "array",
            "items": {
              "type": "object",
              "properties": {
                "category": {
                  "type": "string"
                },
                "description": {
                  "type": "string"
                },
                "channel": {
                  "type": "string",
                  "enum": [
                    "bell",
                    "push",
                    "email"
                  ]
                },
                "enabled": {
                  "type": "boolean",
                  "description": "What holds for the caller"
                },
                "own": {
                  "type": "boolean",
                  "description": "Said by themselves; otherwise it is the category's default"
                }
              },
              "required": [
                "category",
                "description",
                "channel",
                "enabled",
                "own"
              ]
            }
          },
          "quiet_hours": {
            "type": [
              "object",
              "null"
            ],
            "properties": {
              "from": {
                "type": "string"
              },
              "until": {
                "type": "string"
              },
              "time_zone": {
                "type": "string"
              }
            },
            "required": [
              "from",
              "until",
              "time_zone"
            ]
          }
        },
        "required": [
          "preferences",
          "quiet_hours"
        ]
      },
      "Problem": {
        "description": "Why something was refused, as RFC 9457 has it. Branch on `code`: it is stable, the texts are not.",
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "format": "uri",
            "description": "Names the code as an address."
          },
          "title": {
            "type": "string"
          },
          "status": {
            "type": "integer"
          },
          "code": {
            "type": "string",
            "enum": [
              "malformed_json",
              "invalid_input",
              "business_required",
              "credential_missing",
              "credential_invalid",
              "permission_missing",
              "beyond_your_permissions",
              "not_found",
              "method_not_allowed",
              "conflict",
              "last_admin",
              "admin_role_is_fixed",
              "default_role_is_fixed",
              "business_is_fixed",
              "busy",
              "body_too_large",
              "unsupported_media_type",
              "refused_by_data",
              "too_many_requests",
              "unexpected",
              "unavailable"
            ]
          },
          "detail": {
            "type": "string",
            "description": "A sentence about this very request."
          },
          "errors": {
            "description": "With `invalid_input`: every field that doesn't fit.",
            "type": "array",
            "items": {
              "type": "object",
              "properties": {
                "pointer": {
                  "type": "string",
                  "description": "A JSON pointer into the input, such as `/query/limit`."
                },
                "detail": {
                  "type": "string"
                }
              },
              "required": [
                "pointer",
                "detail"
              ]
            }
          },
          "instance": {
            "type": "string",
            "description": "`urn:request:` and the request id, to quote when asking for help."
          }
        },
        "required": [
          "type",
          "title",
          "status",
          "code",
          "instance"
        ],
        "x-problems": {
          "malformed_json": {
            "status": 400,
            "title": "The body is not JSON"
          },
          "invalid_input": {
            "status": 400,
            "title": "The request doesn't fit what is expected"
          },
          "business_required": {
            "status": 400,
            "title": "Say which business this is about"
          },
          "credential_missing": {
            "status": 401,
            "title": "Sign in first"
          },
          "credential_invalid": {
            "status": 401,
            "title": "The credential is not valid"
          },
          "permission_missing": {
            "status": 403,
            "title": "You may not do this"
          },
          "beyond_your_permissions": {
            "status": 403,
            "title": "You can't decide over what you don't hold"
          },
          "not_found": {
            "status": 404,
            "title": "There is no such thing here"
          },
          "method_not_allowed": {
            "status": 405,
            "title": "This address doesn't take that method"
          },
          "conflict": {
            "status": 409,
            "title": "This clashes with something that exists"
          },
          "last_admin": {
            "status": 409,
            "title": "A business needs an Admin"
          },
          "admin_role_is_fixed": {
            "status": 409,
            "title": "The Admin role stays whole"
          },
          "default_role_is_fixed": {
            "status": 409,
            "title": "Default roles can't be deleted"
          },
          "business_is_fixed": {
            "status": 409,
            "title": "Records stay in their business"
          },
          "busy": {
            "status": 409,
            "title": "Someone changed this at the same moment"
          },
          "body_too_large": {
            "status": 413,
            "title": "The body is too large"
          },
          "unsupported_media_type": {
            "status": 415,
            "title": "Send JSON"
          },
          "refused_by_data": {
            "status": 422,
            "title": "The data doesn't allow this"
          },
          "too_many_requests": {
            "status": 429,
            "title": "Too many at once; wait a moment"
          },
          "unexpected": {
            "status": 500,
            "title": "Something went wrong"
          },
          "unavailable": {
            "status": 503,
            "title": "Not available right now"
          }
        }
      },
      "PushDevice": {
        "type": "object",
        "properties": {
          "id": {
            "type": "string",
            "format": "uuid"
          },
          "name": {
            "type": "string"
          },
          "device_type": {
            "type": "string",
            "enum": [
              "desktop",
              "mobile",
              "tablet",
              "unknown"
            ]
          },
          "browser": {
            "type": [
              "string",
              "null"
            ]
          },
          "system": {
            "type": [
              "string",
              "null"
            ]
          },
          "failures": {
            "type": "integer",
            "description": "Since a push last reached it"
          },
          "last_delivered_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time"
          },
          "created_at": {
            "type": "string",
            "format": "date-time"
          }
        },
        "required": [
          "id",
          "name",
          "device_type",
          "browser",
          "system",
          "failures",
          "last_delivered_at",
          "created_at"
        ]
      }
    },
    "parameters": {
      "Business": {
        "name": "x-business-id",
        "in": "header",
        "required": false,
        "description": "The business this is about. Needed unless the token's `app_metadata.business_id` names one.",
        "schema": {
          "type": "string",
          "format": "uuid"
        }
      }
    },
    "headers": {
      "RequestId": {
        "description": "Names this request in our logs and audit trail; quote it when asking for help.",
        "schema": {
          "type": "string",
          "format": "uuid"
        }
      }
    },
    "securitySchemes": {
      "user": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The access token of a signed-in person, from Supabase Auth."
      },
      "worker": {
        "type": "apiKey",
        "in": "header",
        "name": "x-worker-secret",
        "description": "The secret of our own schedules and dispatchers."
      },
      "whatsapp": {
        "type": "apiKey",
        "in": "header",
        "name": "x-hub-signature-256",
        "description": "`sha256=` and the HMAC-SHA256 of the body's exact bytes, keyed with the Meta app's secret, in hexadecimal."
      },
      "resend": {
        "type": "apiKey",
        "in": "header",
        "name": "svix-signature",
        "description": "`v1,` and the HMAC-SHA256 of `svix-id`, `svix-timestamp` (seconds since 1970) and the body's exact bytes, with a dot between each two, keyed with the webhook's secret, in base64. Several may stand there, with spaces between."
      }
    }
  }
};
