// The same sequences by the rules of the experimental version, with its functions.

#define NAPI_EXPERIMENTAL
#define NODE_API_EXPERIMENTAL_NO_WARNING
#include "fuzz.c"
