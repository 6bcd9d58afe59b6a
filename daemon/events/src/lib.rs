//! Event subscriptions, queues and delivery.
