// Calls functions of the ABI, by name, in a finalizer that runs inside the garbage collector.

#define NAPI_EXPERIMENTAL
#define NODE_API_EXPERIMENTAL_NO_WARNING
#include "common.h"
#include <dlfcn.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

// No function has more parameters.
typedef napi_status (*function)(node_api_basic_env, void*, void*, void*, void*, void*, void*, void*, void*, void*, void*);

static char outcomes[16384];

// In a process of its own: a fatal error ends it. Its standard error is a pipe that nobody reads, so that the first word of the
// error does, before the native stack is looked at, which takes long.
static const char* outcome_of(function call, node_api_basic_env env) {
  int fds[2], ending;
  if (pipe(fds) != 0) abort();
  close(fds[0]);
  pid_t child = fork();
  if (child < 0) abort();
  if (child == 0) {
    signal(SIGPIPE, SIG_DFL);
    dup2(fds[1], STDERR_FILENO);
    alarm(20);
    _exit(call(env, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL));
  }
  close(fds[1]);
  if (waitpid(child, &ending, 0) != child) abort();
  if (WIFEXITED(ending)) return status_name(WEXITSTATUS(ending));
  return WTERMSIG(ending) == SIGPIPE ? "fatal error" : strsignal(WTERMSIG(ending));
}

static void call_all(node_api_basic_env env, void* data, void* hint) {
  char* names = data;
  for (char* name = strtok(names, " "); name != NULL; name = strtok(NULL, " ")) {
    function call = (function)dlsym(RTLD_DEFAULT, name);
    strcat(strcat(strcat(strcat(outcomes, name), ": "), call ? outcome_of(call, env) : "not there"), "\n");
  }
  free(names);
}

// `call_when_collected(object, names)`: all arguments but the environment are zero.
static napi_value call_when_collected(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  return status_value(env, napi_add_finalizer(env, argv[0], to_text(env, argv[1]), call_all, NULL, NULL));
}

static napi_value get_outcomes(napi_env env, napi_callback_info info) { return string_value(env, outcomes); }

EXPORT(METHOD(call_when_collected), METHOD(get_outcomes))
