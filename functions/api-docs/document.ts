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
          "unexpected": {
            "status": 500,
            "title": "Something went wrong"
          },
          "unavailable": {
            "status": 503,
            "title": "Not available right now"
          }
        }
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
      }
    }
  }
};
