"""Its being here puts this folder on the path, so that every room finds the toy avatar."""
