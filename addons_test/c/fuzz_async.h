// The part of fuzz.c that is about other threads and the end: cleanup hooks, thread-safe functions, asynchronous work.

static void run_hook(void* data) { end_thing(data); }

static void use_hooks(Fuzz* fuzz) {
  if (fuzz->hook_count < HOOKS && pick(fuzz, 2)) {
    Thing* thing = fuzz->hooks[fuzz->hook_count++] = new_thing();
    OK(napi_add_env_cleanup_hook(fuzz->env, run_hook, thing));
  } else if (fuzz->hook_count > 0) {
    int index = (int)pick(fuzz, (uint32_t)fuzz->hook_count);
    OK(napi_remove_env_cleanup_hook(fuzz->env, run_hook, fuzz->hooks[index]));
    end_thing(fuzz->hooks[index]);
    fuzz->hooks[index] = fuzz->hooks[--fuzz->hook_count];
  }
}

static void* finish_hook(void* data) {
  AsyncHook* hook = data;
  napi_async_cleanup_hook_handle handle = hook->handle;
  end_thing(hook->thing);
  free(hook);
  MUST(napi_remove_async_cleanup_hook(handle));
  return NULL;
}

// Every other one ends on a thread of its own: the environment waits for it.
static void run_async_hook(napi_async_cleanup_hook_handle handle, void* data) {
  AsyncHook* hook = data;
  pthread_t thread;
  if (hook->handle != handle) abort();
  if (((uintptr_t)hook->thing >> 5) % 2 || pthread_create(&thread, NULL, finish_hook, hook)) finish_hook(hook);
  else pthread_detach(thread);
}

static void use_async_hooks(Fuzz* fuzz) {
  AsyncHook** place = &fuzz->async_hooks[pick(fuzz, HOOKS)];
  if (*place == NULL) {
    AsyncHook* hook = *place = calloc(1, sizeof(*hook));
    hook->thing = new_thing();
    OK(napi_add_async_cleanup_hook(fuzz->env, run_async_hook, hook, &hook->handle));
  } else {
    OK(napi_remove_async_cleanup_hook((*place)->handle));
    end_thing((*place)->thing);
    free(*place);
    *place = NULL;
  }
}

static void receive(napi_env env, napi_value function, void* context, void* data) {
  Queue* queue = context;
  if (queue->finalized || (uintptr_t)data != ++queue->received) abort();
  if (queue->queued-- == 0) abort();
}

static void finalize_queue(napi_env env, void* data, void* context) {
  Queue* queue = context;
  if (queue->finalized || queue->received != queue->sent) abort();
  queue->finalized = true;
  end_thing(queue->thing);
}

static void use_queues(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  Queue** place = &fuzz->queues[pick(fuzz, QUEUES)];
  Queue* queue = *place;
  napi_status status;
  if (queue == NULL) {
    queue = *place = calloc(1, sizeof(*queue));
    queue->holders = 1 + (int)pick(fuzz, 3);
    queue->capacity = pick(fuzz, 4);
    queue->thing = new_thing();
    OK(napi_create_threadsafe_function(env, NULL, NULL, key_value(fuzz, 0), queue->capacity, (size_t)queue->holders, NULL, finalize_queue, queue,
                                       receive, &queue->function));
    OK(napi_unref_threadsafe_function(env, queue->function));
    return;
  }
  switch (pick(fuzz, 7)) {
    case 0:
    case 1:
    case 2: {
      status = PLAIN(napi_call_threadsafe_function(queue->function, (void*)(queue->sent + 1), napi_tsfn_nonblocking));
      if (queue->closing) {
        CHECK(status == napi_closing);
        queue->holders--;
      } else if (queue->capacity && queue->queued == queue->capacity) {
        CHECK(status == napi_queue_full);
      } else {
        CHECK(status == napi_ok);
        queue->sent++;
        queue->queued++;
      }
      break;
    }
    case 3:
      status = PLAIN(napi_acquire_threadsafe_function(queue->function));
      CHECK(status == (queue->closing ? napi_closing : napi_ok));
      queue->holders += status == napi_ok;
      break;
    case 4: {
      bool abort_it = pick(fuzz, 8) == 0;
      OK(napi_release_threadsafe_function(queue->function, abort_it ? napi_tsfn_abort : napi_tsfn_release));
      queue->holders--;
      queue->closing = queue->closing || abort_it;
      break;
    }
    case 5: {
      void* context;
      OK(napi_get_threadsafe_function_context(queue->function, &context));
      CHECK(context == queue);
      break;
    }
    default:
      if (pick(fuzz, 2)) OK(napi_ref_threadsafe_function(env, queue->function));
      OK(napi_unref_threadsafe_function(env, queue->function));
  }
  // Nobody may use it any more.
  if (queue->holders == 0) *place = NULL;
}

static void execute(napi_env env, void* data) { ((Work*)data)->thing->memory[0]++; }

static void complete(napi_env env, napi_status status, void* data) {
  Work* work = data;
  // Cancelled work was never executed; other work once.
  if (work->done || work->thing->memory[0] != (status == napi_ok)) abort();
  work->done = true;
  end_thing(work->thing);
}

static void use_works(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  Work** place = &fuzz->works[pick(fuzz, WORKS)];
  Work* work = *place;
  if (work == NULL) {
    work = *place = calloc(1, sizeof(*work));
    work->thing = new_thing();
    OK(napi_create_async_work(env, NULL, key_value(fuzz, 1), execute, complete, work, &work->work));
  } else if (!work->queued) {
    if (pick(fuzz, 4)) {
      work->queued = true;
      OK(napi_queue_async_work(env, work->work));
    } else {
      OK(napi_delete_async_work(env, work->work));
      end_thing(work->thing);
      *place = NULL;
    }
  } else if (work->done) {
    OK(napi_delete_async_work(env, work->work));
    free(work);
    *place = NULL;
  } else {
    // Whether that succeeds is a matter of time: not part of the digest.
    napi_cancel_async_work(env, work->work);
  }
}
