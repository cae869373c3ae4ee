"""The door for staff: pages, forms and addresses. It holds no tables and no rules of its own."""
