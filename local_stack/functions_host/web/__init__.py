"""What the host serves over HTTP: HTTP functions, Event Grid's webhook, the admin API; and the keys that open them."""
