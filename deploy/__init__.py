"""How Daybook is run: on one machine (`local`), in images and on Kubernetes."""
